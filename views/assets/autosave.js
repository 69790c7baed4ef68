// Keeps what is being written in a draft a moment after the typing pauses. The fields themselves are never touched.
import { $, $$, changed, say, typed } from './app.js'

const form = $('form[data-autosave]')
const [pauseMs, againMs, patienceMs, slowMs] = [1_200, 10_000, 20_000, 400]
const randoms = crypto.getRandomValues(new Uint8Array(16))
const windowName = [...randoms].map((byte) => byte.toString(16).padStart(2, '0')).join('')
let step = 0
let edits = 0
let kept = 0
let timer = 0
let running = null
let stopped = false
let told = ''

function begin() {
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'save' }))
  form.addEventListener('input', ({ target }) => target.type === 'file' || edited())
  form.addEventListener('submit', () => {
    stopped = true
    nameStep()
  })
  addEventListener('online', retry)
  document.addEventListener('visibilitychange', () => document.hidden || retry())
  document.addEventListener('click', saveBeforeLeaving)
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) stopped = false
    if (!stopped && $$(typed, form).some((el) => el.type !== 'file' && changed(el))) edited() // filled in again by the browser
  })
}

function edited() {
  edits++
  form.dataset.guard = 'unsaved'
  plan(pauseMs)
}

function plan(wait) {
  clearTimeout(timer)
  if (!stopped) timer = setTimeout(save, wait)
}

function retry() {
  if (edits > kept && !running) plan(0)
}

/** One request at a time, so that an older text never overtakes a newer one. */
function save() {
  clearTimeout(timer)
  running ??= send().finally(() => {
    running = null
  })
  return running
}

async function send() {
  const upTo = edits
  nameStep()
  const slow = setTimeout(() => show(prepared('saving'), false), slowMs)
  const answer = await ask(texts())
  clearTimeout(slow)
  if (stopped) return // the whole form is on its way
  tell(answer)
  if (answer.status === 200) {
    kept = upTo
    if (edits === kept) form.dataset.guard = 'saved'
    else plan(pauseMs)
  } else if (answer.status >= 500) plan(againMs)
  else if ([403, 404, 409].includes(answer.status)) stopped = true // only a pressed button goes on from here
}

/** The fields as text; a chosen file waits for the Save button. */
function texts() {
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'))
  body.set('writer', form.dataset.writer)
  return body
}

async function ask(body) {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const response = await fetch(form.dataset.autosave, { method: 'POST', body, signal, redirect: 'manual' })
    return { status: response.status || 500, text: await response.text() }
  } catch {
    return { status: 503, text: '' }
  }
}

function tell({ status, text }) {
  if (status >= 500) return show(prepared('away'))
  if (status === 401) return show(prepared('signed-out'))
  const { body } = new DOMParser().parseFromString(text, 'text/html')
  const line = $(':scope > [data-state]', body)
  if (!line) return show(prepared('refused'))
  if (line.dataset.version) form.elements.version.value = line.dataset.version
  show(line, true, [...body.children].slice(1))
}

const prepared = (state) => $(`template[data-saves=${state}]`).content.firstElementChild.cloneNode(true)

/** Spoken only where it is news: that everything is kept is said once, and again after a failure. */
function show(line, aloud = true, more = []) {
  $('#saved').replaceChildren(line, ...more)
  uncover(line)
  if (!aloud || line.dataset.state === told) return
  told = line.dataset.state
  say(line.textContent)
}

/** Where the line would lie over the field that is being written in, the field moves up. */
function uncover(line) {
  const [told, field] = [line, document.activeElement].map((each) => each.getBoundingClientRect())
  const over = form.contains(document.activeElement) && told.top < field.bottom && field.top < told.bottom
  if (over) document.activeElement.scrollIntoView({ block: 'nearest' })
}

/** The window and the number of this save: the server knows a colleague's answers from our own by it. */
function nameStep() {
  form.elements.save.value = `${windowName}-${++step}`
}

/** A link to another page waits for what was typed last, unless it cannot be kept: then the browser asks. */
function saveBeforeLeaving(event) {
  const link = event.target.closest('a[href]')
  const elsewhere = link && link.origin === location.origin && link.pathname !== location.pathname
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button)
  if (!elsewhere || !plain || link.target || edits === kept || stopped || event.defaultPrevented) return
  event.preventDefault()
  leave(link.href)
}

async function leave(href) {
  await running
  await save()
  location.assign(href)
}

if (form) begin()
