// Single keys act on what the server marked with data-key; they can be switched off (WCAG 2.1.4)
import { $, $$, shutMenus } from './app.js'

const html = document.documentElement
const keysDialog = document.getElementById('keys')
const typing = (el) => el?.closest('input:not([type=checkbox], [type=radio]), textarea, select')
const items = '.row, .timeline > .entry[id]'
if (localStorage.getItem('shortcuts') === 'off') html.dataset.shortcuts = 'off'

function move(step) {
  const all = $$(items)
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(currentItem()) + step))]
  const target = next && ($('.row-title', next) ?? next)
  if (!target) return
  if (target === next) next.tabIndex = -1
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: 'nearest' })
}
const currentItem = () => document.activeElement?.closest(items)
const ownKeys = {
  j: { about: 'Next in a list', act: () => move(1) },
  k: { about: 'Previous in a list', act: () => move(-1) },
  o: { about: 'Open', act: () => $('.row-title', currentItem() ?? document)?.click() },
  '?': { about: 'This map', act: openKeys },
}

function openKeys() {
  if (!keysDialog) return
  const marked = $$('[data-key]').map((el) => [el.dataset.key, nameOf(el)])
  const own = Object.entries(ownKeys).map(([key, { about }]) => [key, about])
  const rows = new Map([...own, ...marked, ['Ctrl Enter', 'Send']])
  $('[data-key-list]', keysDialog).replaceChildren(...[...rows].map(keyRow))
  $('[data-shortcut-switch]', keysDialog).checked = html.dataset.shortcuts !== 'off'
  keysDialog.showModal()
}

function nameOf(el) {
  const copy = el.cloneNode(true)
  for (const extra of $$('.count, .vh, kbd', copy)) extra.remove()
  return el.getAttribute('aria-label') || copy.textContent.trim()
}

function keyRow([key, about]) {
  const row = document.createElement('div')
  const [term, detail, cap] = ['dt', 'dd', 'kbd'].map((name) => document.createElement(name))
  term.textContent = about
  cap.textContent = key
  detail.append(cap)
  row.append(term, detail)
  return row
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens=keys]')
  if (!opener) return
  shutMenus()
  openKeys()
})
document.addEventListener('change', ({ target }) => {
  if (!target.matches('[data-shortcut-switch]')) return
  html.dataset.shortcuts = target.checked ? 'on' : 'off'
  localStorage.setItem('shortcuts', html.dataset.shortcuts)
})

function escapeMenu() {
  const menu = document.activeElement?.closest('details.menu[open]')
  shutMenus()
  if (menu) $('summary', menu).focus()
}

let prefix = ''
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') return escapeMenu()
  const command = event.ctrlKey || event.metaKey
  if (command && event.key === 'Enter') return sendForm(event.target.form)
  if (command || event.altKey || event.isComposing) return
  if (html.dataset.shortcuts === 'off' || typing(event.target) || $('dialog[open]')) return
  pressed(event)
})

function sendForm(form) {
  form?.requestSubmit($('[data-default]', form) ?? undefined)
}

function pressed(event) {
  const key = prefix + event.key
  prefix = event.key === 'g' && !prefix ? 'g ' : ''
  const marked = $(`[data-key="${CSS.escape(key)}"]`)
  if (!marked && (!ownKeys[key] || !keysDialog)) return
  event.preventDefault()
  if (!marked) return ownKeys[key].act()
  if (typing(marked)) return marked.focus()
  marked.click()
  const goal = document.getElementById(marked.dataset.focus ?? '')
  goal?.scrollIntoView({ block: 'center' })
  goal?.focus()
}
