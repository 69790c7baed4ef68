// How servers say that a mail did not arrive: subjects, notices and reasons, in the languages in which they say it.

/** Subjects that only servers write. */
export const surelySubject =
  /^\s*(delivery status notification(\s*\((failure|delay)\))?|undelivered mail returned to sender|mail delivery failed(: returning message to sender)?|failure notice|mail delivery (sub)?system|mail system error - returned mail)\s*$/i

/** Words of a notice that are about a mail and its addressees, and not about anything else that failed. */
export const ofMail =
  /(your|the|this|a|following) (original )?(message|mail|e-?mail|letter)\b[^.]{0,300}\b(deliver|recipient|mailbox|rejected|returned)|following (recipient|address)|\b(5\d\d|4\d\d)[ -][45]\.\d{1,3}\.\d/i

export const failureSubject =
  /undeliver|undelivrable|not (be )?delivered|non[- ]?deliver|delivery[- ](failure|failed|has failed|error|problem|report|status|notification|incomplete|delayed)|deliver(y|ing).{0,20}(fail|error|delay)|fail(ure|ed)[- ](notice|delivery|mail)|return(ed|ing) (mail|message|to sender|e-?mail)|(mail|message)[- ](delivery |status )?(failed|failure|error|undeliverable|bounce[d]?|delayed|returned|rejected|refused)|could(n't| not) (be )?(deliver|send)|(was|is) (rejected|refused)|automatically rejected|rejected:|error sending|bounce[d]? mail|warning: (could not send|message)|user unknown|unknown (user|recipient)|unzustellbar|nicht zugestellt|zustell(ung|fehler)|échec|non remis|no entregado|devuelto|no se ha podido|mancata consegna|non recapitat|não entregue|devolvid|onbestelbaar|niet bezorgd|не доставлен|недоставлен|возврат|niedostarcz|nie dostarcz|nedoruč|配信|送信(エラー|できません)|エラー|退信|未送达|无法投递|传输失败|반송|전송 실패/i

export const failureText =
  /(could|can|was|were|has|have|is|are|will)(n['’]t| ?not)( be| been)?( able to be)?( successfully)? (deliver|send|sent|forward|reach|accept|process)|unable to (deliver|send|relay|process|reach)|undeliver(ed|able)|not (been )?delivered|non-delivery|deliver(y|ing)[^.\n]{0,80}(fail|error|unsuccessful|problem|trouble|not possible|attempts)|trouble delivering|fail(ed|ure)[^.\n]{0,40}(deliver|recipient|permanent)|permanent (fatal )?(error|failure)|fatal errors|(unknown|invalid|bad|no such|nonexistent|non-existent|inactive|unrouteable|unroutable) (local )?(user|address|recipient|mailbox|account|host|domain|destination)|(user|recipient|mailbox|account|address|host|domain)[^.\n]{0,60}(unknown|not found|not exist|n['’]t exist|not known|disabled|inactive|unavailable|rejected|invalid|not valid|is full|over ?quota|exceed|suspended|expired|not listed)|(over|exceed\w*|out of)[^.\n]{0,30}(quota|storage|size|space)|mailbox (is )?full|quota (exceeded|full)|message (was )?(rejected|refused|returned|bounced|too large|size exceeds|exceeds)|returned (to sender|below|mail)|not a valid (user|address|recipient)|no mailbox here|have not been able|returned permanent errors|relay(ing)? (access )?denied|access denied|refused to (talk|accept)|\b(host|domain) (name )?lookup|name service error|delivery temporarily suspended|connection (timed out|refused)|still being retried|has been (delayed|returned|rejected|bounced)|too many hops|mail loop|konnte nicht|nicht zugestellt|unzustellbar|n'a pas pu|pas pu être|no (se )?(pudo|ha podido|ha sido)|non (è stato possibile|recapitat)|não (foi possível|pôde)|kon niet|kunde inte|kunne ikke|не (может быть|удалось|был[ao]?) достав|не доставлен|nie (można|może|mógł|udało|został)|nelze doručit|できません|でした|届きません|無法|无法|失败|失敗|전송(하지|되지)|실패/i

/** A refusal in the words of SMTP (RFC 5321 4.2): "550 …", "451-…". */
export const refusal = /(^|[\s:("'<#-])[45][0-5]\d[- ][\S]|(^|[^\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/m

/** What asks the sender to prove himself is no failure, whoever sends it. */
export const challenge =
  /requires (confirmation|verification)|\b(confirm|verify|authenticate|prove)\b[^.\n]{0,60}\b(human|real person|you are|legitimate|your (e-?mail|message|address|identity))|white-?list(ed|ing)?\b[^.]{0,200}(click|reply|visit|follow|link)|(click|reply|follow|visit)[^.]{0,120}(white-?list|guest list|approved sender|waiting list|deliver your (mail|message|e-?mail))|boxbe|spam ?arrest|challenge[-/ ]response|(waiting|guest) list/i

/** Where the returned mail begins in a notice that holds it as text. */
export const originalBelow =
  /^[\s>]{0,4}(-{2,}.{0,10}(below this line|this is a copy|original message|returned message|message (header|text)|unsent message|undelivered message|the (original|header|following|transcript of).{0,30}(message|mail|header)|copy of|body of|enclosed).{0,60}|(the )?(headers?|text|body|contents?|copy|first.{0,20}(lines|bytes)) of (the|your|this) (original |returned |rejected |undelivered )?(message|mail|letter)?.{0,40}(follow|:)\s{0,9}.{0,20}|(original|returned|your) (message|mail)( headers?| text| follows| attached)?\s?:?.{0,10}|received: (from|by|\().{0,400}|return-path:.{0,300}|message headers? follow.{0,10}|\*{3,}.{0,20}original.{0,40})$/im
