/** Text as the bot compares it: words in small letters without accents; in scripts that set no blanks, each sign is a word. */
export function wordsOf(text: string): string[] {
  return plain(text.slice(0, longest)).match(word) ?? []
}

// Twice the longest message in UTF-16 units; what lies beyond was cut by the gateway anyway.
const longest = 16_000

// Korean sets blanks but glues particles to its words, so it is compared sign by sign too.
const word =
  /[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{N}\p{M}]]|[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]+|\p{Extended_Pictographic}/gv

// Accents of Latin, Greek and Cyrillic; vowel signs that Arabic and Hebrew readers leave out; the Arabic stretching line. Signs
// that make another letter, as in Japanese, Thai or Hindi, stay.
const accents = /[\u0300-\u036f\u064b-\u0652\u0670\u0640\u05b0-\u05c7]/g

const letters: { [letter: string]: string } = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ς: 'σ',
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(accents, '')
    .replace(/[ßøłđðþæœıς]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
    .toLowerCase()
