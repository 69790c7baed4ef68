// The words by which mail programs introduce what they quote, by language. No trust hangs on them: they only fold.

const either = (words: string) =>
  words
    .trim()
    .split(/\s*\|\s*/)
    .join('|')

/** "wrote", where a program sets it: en de fr es ca it pt nl sv no da fi is et lv lt pl cs sk sl hr ru uk bg … */
const wrote = either(`
  wrote | writes | written by | sent | schrieb | schreibt | hat geschrieben | a écrit | a ecrit | écrivait | escribió |
  escribio | va escriure | ha scritto | scrive | scriveva | escreveu | schreef | geschreven | skrev | skreiv |
  skrifaði | kirjoitti | kirjutas | rakstīja | rašė | napisał | napisała | napisał\\(a\\) | pisze | napsal |
  napsala | napsal\\(a\\) | napísal | napísala | napísal\\(a\\) | je napisao | je napisala | je napisal | написал |
  написала | написал\\(а\\) | пишет | писал | писала | написав | написала | пише | написа | írta | ezt írta | a scris |
  yazdı | şunu yazdı | έγραψε | כתב | כתבה | كتب | كتبت | 書きました | 写道 | 寫道 | 编写 | 撰写 | 작성 | 님이 작성 | 썼습니다 |
  đã viết | menulis | เขียน | ने लिखा | skribis`)

/** A verb of writing that stands as a word of its own; scripts without spaces need none around it. */
export const writing = new RegExp(
  `(?:^|[\\s"'>)\\]”»,;:])(?:${wrote})(?![\\p{L}\\p{N}])|[写寫]道|書きました|작성|썼습니다`,
  'iu',
)

const weekday =
  'mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|sáb|gio|dom|seg|ter|qua|qui|sex'

/** How such a line may begin: "On", "Am", "Le", … or at once with a date. */
export const opening = new RegExp(
  `^(?:(?:on|at|in|am|um|le|el|il giorno|il|op|em|a|den|dne|dňa|w dniu|dnia|på|pe|den|dana|la|στις|în|ngày|vào|pada|on the|le jour|i|ti|to|em)\\s|(?:${weekday})[a-zéáç]{0,8}[.,]?\\s|\\d{1,4}[-/.年\\s])`,
  'iu',
)

/** "-----Original Message-----" and what other programs call it. */
export const original = new RegExp(
  `^(?:${either(`
  original message | original e-?mail | original appointment | reply message | previous message | replied message |
  ursprüngliche nachricht | ursprungliche nachricht | originalnachricht | original-?nachricht | ursprüngliche e-?mail |
  message d['’]origine | message original | message initial | mensaje original | missatge original |
  messaggio originale | messaggio originario | mensagem original | oorspronkelijk(?:e)? bericht | origineel bericht |
  originalmeddelande | ursprungligt meddelande | original ?meddelelse | oprindelig meddelelse | oprindelig besked |
  opprinnelig melding | opprinnelig e-post | original melding | alkuperäinen viesti | wiadomość oryginalna |
  oryginalna wiadomość | wiadomość pierwotna | původní zpráva | původní e-mail | pôvodná správa | izvorna poruka |
  izvirno sporočilo | исходное сообщение | первоначальное сообщение | оригинальное сообщение | оригінальне повідомлення |
  первинне повідомлення | eredeti üzenet | mesaj original | mesajul original | orijinal ileti | orijinal mesaj |
  özgün ileti | αρχικό μήνυμα | הודעה מקורית | الرسالة الأصلية | 元のメッセージ | オリジナルメッセージ | 原始邮件 | 原始郵件 | 邮件原件 |
  回复的原邮件 | 원본 메시지 | 원본 메일 | tin nhắn gốc | pesan asli`)})$`,
  'iu',
)

/** "Forwarded message", "Begin forwarded message:" and what other programs call them. */
export const forwarded = new RegExp(
  `^(?:${either(`
  forwarded message | forwarded by .{1,200} | forwarded mail | begin forwarded message | weitergeleitete nachricht |
  weitergeleitet von .{1,200} | anfang der weitergeleiteten (?:nachricht|e-?mail) | message transféré |
  transféré par .{1,200} | début du message (?:réexpédié|transféré) | mensaje reenviado | inicio del mensaje reenviado |
  missatge reenviat | messaggio inoltrato | inizio (?:del )?messaggio inoltrato | doorgestuurd bericht |
  begin doorgestuurd bericht | mensagem encaminhada | mensagem reencaminhada | início da mensagem (?:encaminhada|reencaminhada) |
  vidarebefordrat (?:meddelande|brev) | (?:start|början) på vidarebefordrat .{1,40} | videresendt (?:meddelelse|melding|besked) |
  start på videresendt .{1,40} | välitetty viesti(?: alkaa)? | edelleenlähetetty viesti | przekazana wiadomość |
  wiadomość przekazana | treść przekazanej wiadomości | początek przekazywanej wiadomości | přeposlaná zpráva |
  začátek přeposlané zprávy | preposlaná správa | пересылаемое сообщение | перенаправленное сообщение |
  начало переадресованного сообщения | переслане повідомлення | továbbított üzenet | mesaj redirecționat |
  iletilen (?:ileti|mesaj) | yönlendirilmiş ileti | προωθημένο μήνυμα | 転送メッセージ | 転送されたメッセージ | 转发的邮件 | 转发邮件 |
  轉寄的郵件 | 轉寄郵件 | 전달된 메일 | 전달된 메시지`)})$`,
  'iu',
)

const names = {
  from: `from | von | de | da | van | från | fra | frå | lähettäjä | od | kto | от | от кого | від | від кого | feladó | de la |
    expéditeur | remitente | remetente | mittente | afzender | nadawca | odesílatel | odosielateľ | kimden | gönderen |
    από | מאת | من | 差出人 | 送信者 | 发件人 | 寄件者 | 寄件人 | 보낸 사람 | 보낸사람 | từ | dari | desde | saatja`,
  date: `date | sent | sent at | sent on | received | gesendet | gesendet am | datum | envoyé | envoyé le | date d['’]envoi | fecha |
    enviado | enviado el | enviado em | enviada | enviada em | data | inviato | inviato il | verzonden | verzonden op |
    skickat | sendt | dato | sendt den | lähetetty | päivämäärä | päiväys | aika | wysłano | wysłane | data wysłania |
    odesláno | odoslané | dátum | отправлено | дата | надіслано | küldve | elküldve | trimis | tarih | gönderildi |
    gönderme tarihi | gönderilme | ημερομηνία | στάλθηκε | נשלח | תאריך | تاريخ | 送信日時 | 日時 | 日付 | 发送时间 | 發送時間 | 寄件日期 |
    日期 | 时间 | 보낸 날짜 | 날짜 | 보낸날짜 | ngày | tanggal | poslano | posted at`,
  to: `to | an | à | a | para | aan | till | til | vastaanottaja | kenelle | do | dla | komu | pre | кому | для | címzett | către |
    destinataire | destinatario | destinatário | kime | alıcı | προς | אל | إلى | 宛先 | 收件人 | 收件者 | 받는 사람 | 받는사람 | đến |
    kepada | za | per`,
  subject: `subject | betreff | objet | asunto | assunto | oggetto | onderwerp | ämne | emne | aihe | temat | předmět | predmet |
    тема | tárgy | subiect | konu | θέμα | נושא | الموضوع | 件名 | 主题 | 主旨 | 標題 | 제목 | chủ đề | subjek | teema`,
  copy: `cc | bcc | copy | kopie | copie | copia | cópia | kopia | kopi | kopio | копия | копія | másolat | bilgi | κοινοποίηση | 抄送 |
    副本 | 참조 | reply-to | antwort an | répondre à | importance | wichtigkeit | priority | attachments`,
}
export type HeaderName = keyof typeof names

/** The lines of the block of headers that a program sets over what it quotes, bold or not. */
export const headerLines = Object.entries(names).map(
  ([name, words]) =>
    [
      name as HeaderName,
      new RegExp(`^[*_]{0,2}(?:${either(words)})[*_]{0,2}\\s{0,2}[:：][*_]{0,2}(?!//)`, 'iu'),
    ] as const,
)

/** The line that asks to answer above it, ours ("-- reply above this line --") and those of other desks. */
export const replyAbove =
  /^[\W_]{0,40}(?:please )?(?:(?:reply|write|type|respond|answer|enter)\b.{0,40}\babove (?:this|the) line|(?:antwort|bitte).{0,40}(?:oberhalb|über) dieser (?:zeile|linie)|.{0,40}au-dessus de cette ligne|.{0,40}(?:encima|arriba) de esta línea|.{0,40}sopra (?:a )?questa (?:riga|linea)|.{0,40}acima desta linha|.{0,40}boven deze (?:regel|lijn)|.{0,40}ovanför (?:denna|den här) rad(?:en)?|.{0,40}over denne linj[ea]n?|.{0,40}powyżej tej linii|.{0,40}(?:выше|над) этой (?:линии|строк[иой]{1,2}))/iu

const device =
  `i?phone|ipad|ipod|imachine|android|blackberry|samsung|galaxy|huawei|xiaomi|redmi|windows (?:phone|mail)|nokia|lumia|
  htc|oneplus|pixel|motorola|sony|verizon|t-mobile|at&t|telcel|smartphone|handy|handheld|mobile|móvil|movil|celular|cellulare|
  telefon|telefoon|téléphone|outlook|yahoo|aol|proton(?:mail)?|gmail|mail|mailbird|spark|hey|fastmail|tutanota|gmx|web\\.de|
  airmail|acompli|mailbox|nine|newton|superhuman|thunderbird|zimbra|lotus|palm|treo|mobil`.replace(/\s+/g, '')

/** "Sent from my …" as a whole line, with what a provider appends to it. */
export const phoneLine = new RegExp(
  `^[-–—_*(\\[\\s]{0,6}(?:${either(`
  (?:sent|written|typed|composed)(?: wirelessly| securely)? (?:from|via|with|using|on|by) (?!.* (?:is|are|was|were|has|have) )[^,;]{1,80}?(?:[,.;] *(?:please )?(?:excuse|pardon|forgive) .{1,60})? | from my i?phone\\b.{0,20} | sent on the go.{0,60} |
  (?:.{1,40} )?(?:via|from) (?:my )?mobile | via .{1,20} mobile |
  get outlook for .{1,80} | download outlook .{1,80} |
  (?:von|aus|mit) (?:meinem?|meiner|der|dem|unterwegs).{0,60}(?:gesendet|geschickt|verschickt|geschrieben) |
  (?:gesendet|verschickt|geschickt) (?:von|mit|über|aus) .{1,60} | diese nachricht wurde von .{1,60} gesendet |
  envoyé (?:de|depuis|à partir|avec|par) .{1,60} | obtenir outlook .{1,60} |
  enviad[oa] (?:desde|do|da|de|através|por|con|com|a partir) .{1,80} | obtener outlook .{1,60} | obter o outlook .{1,60} |
  inviato (?:da|dal|con) .{1,60} | scarica outlook .{1,60} | verzonden (?:vanaf|vanuit|met|via|door) .{1,60} |
  verstuurd (?:vanaf|vanuit|met|via) .{1,60} | outlook voor .{1,40} downloaden |
  skickat (?:från|via|med) .{1,60} | skickades från .{1,60} | sendt (?:fra|via|med) .{1,60} | lähetetty .{1,40}(?:sta|stä|lla|llä|ltä|lta) |
  wysłan[eoy] (?:z|ze|za) .{1,60} | odesláno (?:z|ze|přes) .{1,60} | odoslané (?:z|zo) .{1,60} | отправлено (?:с|из|через) .{1,60} |
  надіслано (?:з|із|зі) .{1,60} | küldve .{1,40} | trimis (?:de pe|din) .{1,60} | .{1,30}(?:dan|den|ımdan|imden) gönderildi |
  στάλθηκε από .{1,40} | iphoneから送信 | .{1,20}から送信 | 发自我的.{1,30} | 发自.{1,20}(?:手机|邮箱|iphone|ipad) | 從我的.{1,20}傳送 |
  나의 .{1,20}에서 보냄 | 내 .{1,20}에서 보냄`)})[\\s.!)\\]*_>-]{0,6}$`,
  'iu',
)

/** Outlook's line on a phone, with its link: what stands below it is the mail that was answered. */
export const outlookMobile = /outlook.{0,60}[<([]https:\/\/(?:aka\.ms|go\.onelink\.me)\/\S+$/i

/** Words in which a line that begins like one must also speak of a device or a program. */
export const deviceWord = new RegExp(`${device}|送信|发自|傳送|보냄|outlook`, 'iu')
