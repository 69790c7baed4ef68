// By which headers and subjects machines are known, in the languages of vacation programs.

export const listHeader = /^list-(id|post|help|owner|archive|subscribe|unsubscribe)$/i // RFC 2369, RFC 2919
export const robot = /^(mailer-daemon|postmaster|bounces?|(no|do-?not)[-_.]?reply)([-_.+=].*)?$/i
export const daemon = /^(mailer-daemon|postmaster)$/i

/** As vacation programs and desks set them; never X-Auto-Response-Suppress, which Exchange puts on letters of people. */
export const autoHeader =
  /^x-(auto-?(reply|respond|response|responder|answer)(-?from)?|mail-?autoreply|autoreply-from|amazon-mail-relay-type|ms-exchange-inbox-rules-loop|vacation|ebay-mailtracker|zendesk-autoreply|freshdesk-auto)$/i
export const away =
  /^\s*(auto(matic)?\s?:?\s.{0,60}out of (the )?office|(auto(matic)?[ -]?(reply|response): )?out of (the )?(office|town)\b(?!.{0,20}(flow|process|policy|hours))|ooo:|abwesen(d|heit)\w*\s*(:|$|notiz|vom|bis)|réponse d['’]absence|absence du bureau|fuera de (la )?oficina\s*(:|$)|fuori (sede|ufficio)\s*(:|$)|afwezig(heid)?\b.{0,20}(:|$)|poissa( toimistolta)?\s*:|frånvaro\w*\s*:|fravær\w*\s*:|nieobecno\S*\s*:|вне офиса)/i
export const automatic =
  /^\s*\[?(auto(matic|mated)?[- ]?(reply|response|antwort|svar|matisch antwoord)|autoreply|automatische antwort|réponse automatique|respuesta automática|resposta automática|risposta automatica|automatisch antwoord|automatiskt svar|automatisk svar|autosvar|automaattinen vastaus|automatyczna odpowiedź|automatická odpověď|автоматический ответ|автоответ|автовідповідь|automatikus válasz|răspuns automat|otomatik yanıt|αυτόματη απάντηση|自動返信|自动回复|自動回覆|자동 회신)\s*[\]:：]/i
