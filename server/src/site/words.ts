/** What a visitor reads when the set-up cannot help them, unless `widget.texts` has `botDown` and `noDesk` of its own. */
export type SiteWords = { botDown: string; noDesk: string }

const words: { [language: string]: SiteWords } = {
  en: {
    botDown: 'Sorry, something went wrong on our side. Please try again in a moment.',
    noDesk: 'Sorry, nobody can be reached here at the moment.',
  },
  de: {
    botDown: 'Entschuldigung, bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.',
    noDesk: 'Leider ist hier im Moment niemand zu erreichen.',
  },
  fr: {
    botDown: 'Désolé, un problème est survenu de notre côté. Veuillez réessayer dans un instant.',
    noDesk: 'Désolé, personne n’est joignable ici pour le moment.',
  },
  es: {
    botDown: 'Lo sentimos, algo ha fallado por nuestra parte. Inténtelo de nuevo en un momento.',
    noDesk: 'Lo sentimos, ahora mismo no hay nadie disponible aquí.',
  },
  it: {
    botDown: 'Spiacenti, qualcosa è andato storto da parte nostra. Riprovi tra un momento.',
    noDesk: 'Spiacenti, al momento qui non è raggiungibile nessuno.',
  },
  pt: {
    botDown: 'Desculpe, algo correu mal do nosso lado. Tente novamente dentro de momentos.',
    noDesk: 'Desculpe, de momento não há ninguém disponível aqui.',
  },
  nl: {
    botDown: 'Sorry, er ging aan onze kant iets mis. Probeer het zo nog eens.',
    noDesk: 'Sorry, er is hier op dit moment niemand bereikbaar.',
  },
  pl: {
    botDown: 'Przepraszamy, coś poszło nie tak po naszej stronie. Spróbuj ponownie za chwilę.',
    noDesk: 'Przepraszamy, w tej chwili nikt nie jest tu dostępny.',
  },
  tr: {
    botDown: 'Üzgünüz, bizim tarafımızda bir sorun oluştu. Lütfen birazdan tekrar deneyin.',
    noDesk: 'Üzgünüz, şu anda burada ulaşılabilecek kimse yok.',
  },
  ja: {
    botDown: '申し訳ありません。こちらで問題が発生しました。しばらくしてからもう一度お試しください。',
    noDesk: '申し訳ありません。現在、対応できる担当者がおりません。',
  },
}

export function siteWords(language: string | undefined, own: { [name: string]: string } = {}): SiteWords {
  const found = words[(language ?? 'en').toLowerCase().split('-')[0] ?? ''] ?? (words['en'] as SiteWords)
  return { botDown: own['botDown'] || found.botDown, noDesk: own['noDesk'] || found.noDesk }
}
