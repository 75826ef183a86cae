import type { Words } from './say.ts'

/** What the bot says where its file is silent. */
export const notUnderstood: Words = {
  en: 'Sorry, I did not get that. Could you say it in other words?',
  de: 'Das habe ich leider nicht verstanden. Können Sie es anders sagen?',
  fr: 'Désolé, je n’ai pas compris. Pouvez-vous le dire autrement ?',
  es: 'Perdón, no lo he entendido. ¿Puede decirlo con otras palabras?',
  it: 'Scusi, non ho capito. Può dirlo con altre parole?',
  pt: 'Desculpe, não percebi. Pode dizer de outra forma?',
  nl: 'Sorry, dat begreep ik niet. Kunt u het anders zeggen?',
  pl: 'Przepraszam, nie rozumiem. Czy można powiedzieć to inaczej?',
  tr: 'Üzgünüm, anlayamadım. Başka bir şekilde söyleyebilir misiniz?',
  ru: 'Извините, я не понял. Не могли бы вы сказать это иначе?',
  ja: '申し訳ありません、よくわかりませんでした。別の言い方をしていただけますか。',
}

export const orAPerson: Words = {
  en: 'Or write “person” to talk to someone.',
  de: 'Oder schreiben Sie „Mensch“, um mit jemandem zu sprechen.',
  fr: 'Ou écrivez « conseiller » pour parler à quelqu’un.',
  es: 'O escriba «agente» para hablar con alguien.',
  it: 'Oppure scriva «operatore» per parlare con qualcuno.',
  pt: 'Ou escreva «atendente» para falar com alguém.',
  nl: 'Of schrijf “medewerker” om met iemand te praten.',
  pl: 'Albo napisz „konsultant”, aby z kimś porozmawiać.',
  tr: 'Ya da biriyle görüşmek için “temsilci” yazın.',
  ru: 'Или напишите «оператор», чтобы поговорить с человеком.',
  ja: 'または「オペレーター」と入力すると、担当者とお話しいただけます。',
}

export const backAgain: Words = {
  en: 'I am back. Is there anything else that I can do for you?',
  de: 'Ich bin wieder da. Kann ich sonst noch etwas für Sie tun?',
  fr: 'Me revoilà. Puis-je faire autre chose pour vous ?',
  es: 'Aquí estoy de nuevo. ¿Puedo ayudarle en algo más?',
  it: 'Eccomi di nuovo. Posso fare altro per lei?',
  pt: 'Estou de volta. Posso ajudar em mais alguma coisa?',
  nl: 'Ik ben er weer. Kan ik nog iets voor u doen?',
  pl: 'Wróciłem. Czy mogę pomóc w czymś jeszcze?',
  tr: 'Tekrar buradayım. Yardımcı olabileceğim başka bir şey var mı?',
  ru: 'Я снова здесь. Могу ли я ещё чем-нибудь помочь?',
  ja: '再びボットが対応いたします。ほかにお手伝いできることはありますか。',
}
