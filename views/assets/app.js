// Every page works without this script; with it, pages get quicker and kinder.
export const $ = (selector, root = document) => root.querySelector(selector)
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)]

// Theme: the server keeps the choice, this makes it immediate
document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-theme-form]')) return
  event.preventDefault()
  const { value } = event.submitter
  if (value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = value
  $('meta[name=color-scheme]').content = value === 'system' ? 'light dark' : value
  for (const button of $$('[data-theme-form] button'))
    button.setAttribute('aria-pressed', button.value === value)
  fetch(event.target.action, {
    method: 'POST',
    body: new URLSearchParams({ theme: value }),
    redirect: 'manual',
  })
})

// Times: the server prints them in full; how long ago that was is added, measured by the server's clock
const serverNow = Date.parse($('meta[name=now]')?.content ?? '') || Date.now()
const loadedAt = performance.now()
const now = () => serverNow + performance.now() - loadedAt
const relative = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' })

function ago(at) {
  const minutes = Math.round((at - now()) / 60_000)
  if (Math.abs(minutes) < 1) return 'just now'
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute')
  if (Math.abs(minutes) < 60 * 24) return relative.format(Math.round(minutes / 60), 'hour')
  return null // older than a day: the date itself is clearer
}

function refreshTimes(root = document) {
  for (const time of $$('time[data-relative]', root)) {
    $('.ago', time)?.remove()
    const words = ago(Date.parse(time.dateTime))
    if (!words) continue
    const span = document.createElement('span')
    span.className = 'ago'
    span.textContent = ` (${words})`
    time.append(span)
  }
}
setInterval(() => document.hidden || refreshTimes(), 30_000)
document.addEventListener('visibilitychange', () => document.hidden || refreshTimes())

// Errors: after a refused form the summary takes the focus; its links go to the field itself
const takesFocus = '.error-summary, [data-takes-focus]'

function focusErrors(root = document) {
  const summary = root.matches?.(takesFocus) ? root : $(takesFocus, root)
  if (!summary || summary.hasAttribute('data-seen')) return
  summary.setAttribute('data-seen', '')
  summary.focus({ preventScroll: true })
  summary.scrollIntoView({ block: 'start' })
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('.error-summary a[href^="#"]')
  const field = link && document.getElementById(link.hash.slice(1))
  if (!field) return
  event.preventDefault()
  field.scrollIntoView({ block: 'center' })
  field.focus({ preventScroll: true })
})

// Folds remember whether they were open, for this tab only
const foldKey = (fold) => `fold:${location.pathname}:${fold.dataset.remember}`

function restoreFolds(root = document) {
  for (const fold of $$('details[data-remember]', root)) {
    const was = sessionStorage.getItem(foldKey(fold))
    if (was !== null) fold.open = was === 'open'
  }
}
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target.matches?.('details[data-remember]')) {
      sessionStorage.setItem(foldKey(target), target.open ? 'open' : 'shut')
    }
  },
  true,
)

// Menus shut on Escape, on a click elsewhere and when the focus leaves
export function shutMenus(except) {
  for (const menu of $$('details.menu[open]')) if (menu !== except) menu.open = false
}
document.addEventListener('click', (event) => shutMenus(event.target.closest('details.menu')))
document.addEventListener('focusin', (event) => shutMenus(event.target.closest('details.menu')))

// Unsaved text: the browser asks before it is thrown away
export const typed = 'textarea, input:not([type=hidden], [type=password], [type=submit])'
export const changed = (el) =>
  ['checkbox', 'radio'].includes(el.type) ? el.checked !== el.defaultChecked : el.value !== el.defaultValue
const kept = (el, { dataset }) => dataset.guard === 'saved' && el.type !== 'file'
const isDirty = (form) =>
  form.dataset.guard === 'unsaved' || $$(typed, form).some((el) => changed(el) && !kept(el, form))
let leavingOnPurpose = false

document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented && event.target.matches('[data-guard]')) leavingOnPurpose = true
})
addEventListener('beforeunload', (event) => {
  if (!leavingOnPurpose && $$('form[data-guard]').some(isDirty)) event.preventDefault()
})

// The button that was pressed says so until the answer is here
const idle = (root = document) => {
  for (const button of $$('button[aria-busy]', root)) button.removeAttribute('aria-busy')
}
document.addEventListener('submit', (event) => {
  if (event.target.matches('[data-theme-form], [method=dialog]')) return
  if (event.submitter?.getAttribute('aria-busy') === 'true') event.preventDefault()
  else event.submitter?.setAttribute('aria-busy', 'true')
})
// Only a page that comes back: the first one shows itself late on a slow machine, after a button was pressed
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  leavingOnPurpose = false
  idle()
})
document.addEventListener('htmx:finally:request', () => idle())

// A server that fails is not shown in place of what was there: the text stays, and a notice says so
function notice(words) {
  const toast = document.createElement('p')
  toast.className = 'toast'
  toast.textContent = words
  $('.toasts')?.replaceChildren(toast)
}
document.addEventListener('htmx:error', () => {
  notice('We could not reach the server. Your text is kept. Try again.')
})
document.addEventListener('htmx:response:error', ({ detail }) => {
  if (detail?.ctx?.response?.raw?.status >= 500) {
    notice('Something went wrong on our side. Your text is kept. Try again.')
  }
})

// Counters: seen at once, spoken only after a pause and only near the limit
const spoken = new WeakMap()

function count(field) {
  const out = document.getElementById(field.dataset.counter)
  if (!out) return
  const max = Number(field.dataset.max)
  const left = max - [...field.value.trim()].length
  out.textContent = `${Math.abs(left).toLocaleString('en-US')} characters ${left < 0 ? 'too many' : 'left'}`
  clearTimeout(spoken.get(field))
  if (left <= max * 0.1)
    spoken.set(
      field,
      setTimeout(() => say(out.textContent), 1000),
    )
}

export function say(words) {
  const live = document.getElementById('say')
  if (live) live.textContent = words
}
document.addEventListener('input', ({ target }) => target.dataset.counter && count(target))

function start(root) {
  for (const el of $$('[data-needs-script]', root)) el.hidden = false
  refreshTimes(root)
  restoreFolds(root)
  focusErrors(root)
  for (const field of $$('[data-counter]', root)) count(field)
}
start(document)
document.addEventListener('htmx:after:swap', ({ target }) =>
  start(target instanceof Element ? target : document),
)
