// Replies as the programs and languages of this world write them; all made up, after their manuals' and own habits.
import { expect, test } from 'vitest'
import { splitReply } from '../../mail/quote.ts'

const bodyOf = (text: string) => splitReply(text).body
const whole = (text: string) => expect(splitReply(text)).toEqual({ body: text, quoted: '', quotedLines: 0 })

test.each([
  ['Gmail, Danish', 'Den tor. 12. mar. 2026 kl. 10.02 skrev Ada <ada@lovelace.example>:'],
  ['Gmail, Norwegian', 'tor. 12. mars 2026 kl. 10:02 skrev Ada <ada@lovelace.example>:'],
  ['Gmail, Swedish', 'Den tors 12 mars 2026 kl 10:02 skrev Ada <ada@lovelace.example>:'],
  ['Gmail, Finnish', 'to 12. maalisk. 2026 klo 10.02 Ada (ada@lovelace.example) kirjoitti:'],
  ['Gmail, Polish', 'czw., 12 mar 2026 o 10:02 Ada <ada@lovelace.example> napisał(a):'],
  ['Gmail, Czech', 'čt 12. 3. 2026 v 10:02 odesílatel Ada <ada@lovelace.example> napsal:'],
  ['Gmail, Slovak', 'št 12. 3. 2026 o 10:02 Ada <ada@lovelace.example> napísal(a):'],
  ['Gmail, Hungarian', 'Ada <ada@lovelace.example> ezt írta (időpont: 2026. márc. 12., Cs, 10:02):'],
  ['Gmail, Romanian', 'În joi, 12 mar. 2026 la 10:02, Ada <ada@lovelace.example> a scris:'],
  ['Gmail, Russian', 'чт, 12 мар. 2026 г. в 10:02, Ada <ada@lovelace.example>:'],
  ['Gmail, Ukrainian', 'чт, 12 бер. 2026 р. о 10:02 Ada <ada@lovelace.example> пише:'],
  ['Gmail, Turkish', 'Ada <ada@lovelace.example>, 12 Mar 2026 Per, 10:02 tarihinde şunu yazdı:'],
  ['Gmail, Greek', 'Στις Πέμ 12 Μαρ 2026 στις 10:02 π.μ., ο χρήστης Ada <ada@lovelace.example> έγραψε:'],
  ['Gmail, Hebrew', '\u200fבתאריך יום ה׳, 12 במרץ 2026 ב-10:02 מאת Ada <ada@lovelace.example>:'],
  ['Gmail, Arabic', 'في الخميس، 12 مارس 2026 في 10:02 ص تمت كتابة ما يلي بواسطة Ada <ada@lovelace.example>:'],
  ['Gmail, Japanese', '2026年3月12日(木) 10:02 Ada <ada@lovelace.example>:'],
  ['Gmail, Chinese', 'Ada <ada@lovelace.example> 于2026年3月12日周四 10:02写道：'],
  ['Gmail, traditional Chinese', 'Ada <ada@lovelace.example> 於 2026年3月12日 週四 上午10:02寫道：'],
  ['Gmail, Korean', '2026년 3월 12일 (목) 오전 10:02, Ada <ada@lovelace.example>님이 작성:'],
  ['Gmail, Vietnamese', 'Vào Th 5, 12 thg 3, 2026 vào lúc 10:02 Ada <ada@lovelace.example> đã viết:'],
  ['Gmail, Catalan', 'Missatge de Ada <ada@lovelace.example> del dia dj., 12 de març 2026 a les 10:02:'],
  [
    'Gmail, wrapped before the address',
    'On Thu, Mar 12, 2026 at 10:02 AM Ada Lovelace of the Analytical Engines <\nada@lovelace.example> wrote:',
  ],
  [
    'Gmail, wrapped before the verb',
    'W dniu czw., 12 mar 2026 o 10:02 Ada Lovelace <ada@lovelace.example>\nnapisał(a):',
  ],
  [
    'Gmail, the bracket on a line of its own',
    'Am 12.03.2026 10:02 schrieb "Ada Lovelace" <ada.of.the.engines@lovelace.example\n>:',
  ],
  ['Apple Mail', 'On Mar 12, 2026, at 10:02, Ada <ada@lovelace.example> wrote:'],
  ['Apple Mail, Dutch', 'Op 12 mrt. 2026 om 10:02 heeft Ada <ada@lovelace.example> het volgende geschreven:'],
  [
    'Apple Mail, French',
    'Le 12 mars 2026 à 10:02, Ada <ada@lovelace.example<mailto:ada@lovelace.example>> a écrit:',
  ],
  ['Apple Mail, Japanese', '2026/03/12 10:02、Ada <ada@lovelace.example>のメール:'],
  ['Thunderbird', 'On 12/03/2026 10:02, Ada wrote:'],
  ['Thunderbird, Portuguese', 'Em 12/03/2026 10:02, Ada escreveu:'],
  ['Thunderbird, Russian', '12.03.2026 10:02, Ada пишет:'],
  ['Yahoo', 'On Thursday, March 12, 2026 at 10:02:11 AM EST, Ada <ada@lovelace.example> wrote:'],
  ['old Yahoo', '--- On Thu, 3/12/26, Ada <ada@lovelace.example> wrote:'],
  ['Zoho', '---- On Thu, 12 Mar 2026 10:02:11 +0530 Ada <ada@lovelace.example> wrote ----'],
  ['Android', '---- Ada Lovelace wrote ----'],
  ['Eudora', 'At 3/12/2026 10:02 AM, you wrote:'],
  ['Polymail', 'On Thu, 12 Mar 2026 at 10:02 Ada\n\n<\nmailto:Ada <ada@lovelace.example>\n> wrote:'],
  ['Horde', 'Quoting Ada <ada@lovelace.example>:'],
  ['Horde, German', 'Zitat von Ada <ada@lovelace.example>:'],
  ['ProtonMail', 'On Thursday, March 12th, 2026 at 10:02 AM, Ada <ada@lovelace.example> wrote:'],
])('a reply by %s', (_, marker) => {
  expect(bodyOf(`Yes, both.\n\n${marker}\n\n> Which of them?\n> Ada`)).toBe('Yes, both.')
  expect(bodyOf(`Yes, both.\n${marker}\n\nWhich of them?\nAda`)).toBe('Yes, both.')
})

test.each([
  ['English', 'From: Ada\nSent: Thursday\nTo: Rui\nSubject: Review'],
  ['German', 'Von: Ada\nGesendet: Donnerstag\nAn: Rui\nBetreff: Prüfung'],
  ['French', 'De : Ada\nEnvoyé : jeudi\nÀ : Rui\nObjet : Revue'],
  ['Spanish', 'De: Ada\nEnviado el: jueves\nPara: Rui\nAsunto: Revisión'],
  ['Italian', 'Da: Ada\nInviato: giovedì\nA: Rui\nOggetto: Revisione'],
  ['Portuguese', 'De: Ada\nEnviada em: quinta-feira\nPara: Rui\nAssunto: Revisão'],
  ['Dutch', 'Van: Ada\nVerzonden: donderdag\nAan: Rui\nOnderwerp: Herziening'],
  ['Swedish', 'Från: Ada\nSkickat: torsdag\nTill: Rui\nÄmne: Granskning'],
  ['Danish', 'Fra: Ada\nSendt: torsdag\nTil: Rui\nEmne: Gennemgang'],
  ['Finnish', 'Lähettäjä: Ada\nLähetetty: torstai\nVastaanottaja: Rui\nAihe: Tarkistus'],
  ['Polish', 'Od: Ada\nWysłano: czwartek\nDo: Rui\nTemat: Przegląd'],
  ['Czech', 'Od: Ada\nOdesláno: čtvrtek\nKomu: Rui\nPředmět: Kontrola'],
  ['Russian', 'От: Ada\nОтправлено: четверг\nКому: Rui\nТема: Проверка'],
  ['Turkish', 'Kimden: Ada\nTarih: Perşembe\nKime: Rui\nKonu: İnceleme'],
  ['Greek', 'Από: Ada\nΣτάλθηκε: Πέμπτη\nΠρος: Rui\nΘέμα: Έλεγχος'],
  ['Japanese', '差出人: Ada\n送信日時: 木曜日\n宛先: Rui\n件名: 確認'],
  ['Chinese', '发件人： Ada\n发送时间： 星期四\n收件人： Rui\n主题： 审核'],
  ['Korean', '보낸 사람: Ada\n보낸 날짜: 목요일\n받는 사람: Rui\n제목: 검토'],
  [
    'bold, with addresses that wrap',
    '*From:* ada@lovelace.example [mailto:\nada@lovelace.example]\n*Sent:* Thursday\n*To:* Rui\n*Subject:* x',
  ],
  ['only date and addressee', 'Date: Thu, 12 Mar 2026 10:02:00 +0000\nTo: rui@app.example'],
  ['under a rule', '________________________________\nFrom: Ada\nSent: Thursday'],
])('an original under headers in %s', (_, headers) => {
  expect(bodyOf(`Yes, both.\n\n${headers}\n\nWhich of them?\n> older`)).toBe('Yes, both.')
})

test.each([
  '-----Original Message-----',
  '-------- Ursprüngliche Nachricht --------',
  '-------- Message original --------',
  '-----Mensaje original-----',
  '-----Messaggio originale-----',
  '-------- Oprindelig besked --------',
  '-----Ursprungligt meddelande-----',
  '-----Alkuperäinen viesti-----',
  '-----Wiadomość oryginalna-----',
  '-------- Исходное сообщение --------',
  '------------------ 原始邮件 ------------------',
  '-----元のメッセージ-----',
  '-----원본 메시지-----',
  '---Original Message---',
])('an original under "%s"', (line) => {
  expect(bodyOf(`Yes, both.\n\n${line}\n\nWhich of them?`)).toBe('Yes, both.')
})

test.each([
  '-- reply above this line --',
  '##- Please type your reply above this line -##',
  '--- Bitte antworten Sie oberhalb dieser Zeile ---',
  '- Répondez au-dessus de cette ligne -',
])('all below "%s" is folded, whatever it is', (line) => {
  expect(bodyOf(`Yes, both.\n\n${line}\n\nPlain text\nwithout marks`)).toBe('Yes, both.')
})

test('an original that Lotus Notes set headers over', () => {
  const notes =
    'Ada Lovelace <ada@lovelace.example>\n12/03/2026 10:02\n\nTo\nRui <rui@app.example>\ncc\n\nSubject\nReview'
  expect(bodyOf(`Yes, both.\n\n${notes}\n\nWhich of them?`)).toBe('Yes, both.')
})

test.each([
  'Sent from my iPhone!',
  'Sent from my TI-85',
  'Sent from my cell, please excuse any typos.',
  'Sent from my HTC M8 Android phone.  Please excuse typos',
  'Sent from my PC <https://windows.example/mail>',
  'Sent via Samsung Galaxy, an AT&T LTE smartphone'.replace(',', ''),
  'Sent wirelessly from my BlackBerry.',
  'Gesendet mit der GMX Mail App',
  'Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.',
  'Enviado desde mi iPhone',
  'Enviado do meu telemóvel Samsung'.replace('telemóvel ', ''),
  'Inviato da iPhone',
  'Verstuurd vanaf mijn iPad',
  'Skickat från min iPhone',
  'Sendt fra min iPhone',
  'Wysłane z iPhone’a',
  'Отправлено с iPhone',
  "iPhone'umdan gönderildi",
  'iPhoneから送信',
  '发自我的iPhone',
  '나의 iPhone에서 보냄',
  'Rui Faria\nvia mobile',
  '-- \nRui Faria\nApp Example',
  '--\nRui Faria',
  '—\nRui Faria\nEngineer',
  '________________________________\n\nRui Faria\nApp Example',
  '-Rui',
  'Rui Faria\nHead of Engineering\nApp Example Ltd\n+1 (555) 010-0199\nwww.app.example.com',
  'Rui Faria\nrui@app.example.com\n555-010-0199',
  '_______________________________________________\nApps mailing list\nhttps://lists.app.example/listinfo/apps',
])('%j is folded at the end, above a quotation too', (card) => {
  expect(bodyOf(`Yes, both.\n\n${card}`)).toBe('Yes, both.')
  expect(bodyOf(`Yes, both.\n\n${card}\n\nOn 12/03/2026 10:02, Ada wrote:\n> Which?`)).toBe('Yes, both.')
})

test.each([
  ['a closing word and a name', 'Yes, both.\n\nKind regards,\nRui'],
  [
    'a card that the text announces',
    'Our security contact is:\n\nRui Faria\nrui@app.example.com\n555-010-0199',
  ],
  [
    'a table with a rule',
    'Scopes:\n\nname    granted\n----------------\nopenid  yes\nfhirUser  no\n\nIs that right? Thank you for looking.',
  ],
  [
    'a rule between long paragraphs',
    `One.\n\n-----\n\n${'This is a sentence that goes on for a while and says something.\n'.repeat(6)}`.trimEnd(),
  ],
  ['words about a device', 'Sent from my desk, is much easier then my mobile phone.\nSo be it.'],
  ['a dash in a sentence', 'Here is a fix -- this is no signature.\n\nbye'],
  ['a list', 'We use\n\n- openid\n- fhirUser'],
  ['a date with an address', 'On 12 March 2026 at 10:02 we asked ada@lovelace.example about it.\nNo answer.'],
  ['what was sent', 'On 12 March 2026 at 10:02 we sent:\n\nPOST /token\n\nand got 400.'],
  ['what was written', 'On 12 March 2026 your colleague wrote the following:\n\nplease send it again'],
  [
    'a date and a time',
    'Invitation:\n\nDate: Wednesday 3, October 2026\nTime: 7:00\nAddress: 130 Fox St\n\nPlease bring it.',
  ],
  ['settings', 'From: 10\nTo: 20\n\nThat is the range.'],
  ['code with a sign of quotation', 'Try\n```\n> token\nOn 1 Ada wrote:\n```\nand tell me.'],
  ['a log', 'It prints\n\n>>> GET /metadata\n<<< 200\n\nthen stops.'],
  [
    '"On" at the beginning of sentences',
    'On the surface it works.\n\nOn the other hand, on 3 of 4 days it fails.',
  ],
  [
    'answers between the lines with a marker',
    'On 12/03/2026 10:02, Ada wrote:\n\n> Which?\n\nBoth.\n\n> Since when?\n\nMay.',
  ],
  [
    'a forward',
    'FYI\n\n---------- Forwarded message ----------\nFrom: Ada <ada@lovelace.example>\nDate: Thu\nSubject: x\nTo: rui@app.example\n\nText',
  ],
  [
    'a German forward',
    'Zur Info\n\n-------- Weitergeleitete Nachricht --------\nBetreff: x\nDatum: Do\nVon: Ada\n\nText',
  ],
  [
    'a French forward by Apple',
    'Voilà\n\nDébut du message réexpédié :\n\nDe: Ada\nObjet: x\nDate: jeudi\n\nTexte',
  ],
])('%s stays whole', (_, text) => whole(text))

test('words below the one quotation are kept, and those above it', () => {
  expect(bodyOf('On 12/03/2026 10:02, Ada wrote:\n\n> Which?\n> Ada\n\nBoth.')).toBe('\nBoth.')
  expect(bodyOf('Yes.\nOn 12/03/2026 10:02, Ada wrote:\n\n> Which?\n\nRegards, Rui')).toBe(
    'Yes.\n\nRegards, Rui',
  )
})

test('of answers between the lines only the signature and a long rest without answers are folded', () => {
  const text = '> Which?\n\nBoth.\n\n> Since when?\n\nMay.'
  expect(bodyOf(`${text}\n\n-- \nRui`)).toBe(text)
  expect(bodyOf(`${text}\n\n> a\n> b\n> c\n> d`)).toBe(text)
})

test('a marker that shares the line of the last words is parted from them', () => {
  const { body, quoted } = splitReply(
    'Yes, both. On Thu, Mar 12, 2026 at 10:02 AM, ada@lovelace.example wrote:\n> Which?',
  )
  expect([body, quoted]).toEqual([
    'Yes, both.',
    'On Thu, Mar 12, 2026 at 10:02 AM, ada@lovelace.example wrote:\n> Which?',
  ])
})

test.each([
  [
    'a long line',
    'On 12/03/2026 10:02, Ada wrote:\n\n> one two three four five six seven eight nine ten eleven twelve,\nthirteen\n> fourteen',
  ],
  ['a link', 'On 12/03/2026 10:02, Ada wrote:\n\n> see\n(https://portal.payer.example/r/1)\n> there'],
  [
    'half a link',
    'On 12/03/2026 10:02, Ada wrote:\n\n> see https://portal.payer.example/r?a\n_nonce=3dd518)\n>',
  ],
])('%s that wrapping pushed out of the quotation is folded with it', (_, quotation) => {
  expect(bodyOf(`Yes.\n\n${quotation}`)).toBe('Yes.')
})

test('what a program adds around a signed text is folded', () => {
  const signed =
    '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nYes, both.\n-----BEGIN PGP SIGNATURE-----\n\niQE=\n-----END PGP SIGNATURE-----'
  expect(bodyOf(signed).trim()).toBe('Yes, both.')
})

test('below the line of Outlook on a phone all is the original', () => {
  expect(bodyOf('Yes.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n\nWhich of them?')).toBe('Yes.')
})
