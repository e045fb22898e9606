/* What the portal adds where scripts run. Every page works without it.

   The body of an opened page carries data-vault-seconds, data-lock-url, data-unlock-url,
   data-keepalive-url and data-member. Nothing here is ever put in the browser's storage.

   POST unlock {passphrase, member}  -> {ok: true, seconds, csrf} or {ok: false, message, signin}
   POST keepalive, POST lock         -> {ok, seconds?, csrf?} (lock may also answer with a redirect)
*/
"use strict";

const body = document.body;
const page = document.getElementById("page");
const sheet = document.getElementById("lock-sheet");
const vault = { until: 0, told: Date.now(), locked: false, focus: null };
// Tabs of one browser tell each other that they live or lock; never what they show.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("homeward") : null;

const find = (selector) => document.querySelector(selector);
const all = (selector) => Array.from(document.querySelectorAll(selector));
const secondsLeft = () => Math.max(0, Math.round((vault.until - Date.now()) / 1000));
const written = (number) => new Intl.NumberFormat(document.documentElement.lang).format(number);
const token = () => find("[name=csrfmiddlewaretoken]")?.value ?? "";

/** Sends a form's worth of values; gives the answer as an object, or null if it is none. */
async function post(url, values = {}) {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ ...values, csrfmiddlewaretoken: token() }),
    headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    credentials: "same-origin",
    cache: "no-store",
    redirect: "manual",
  });
  const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (isJson) return answer.json();
  // The server sends a browser without an open vault elsewhere, or refuses it.
  return answer.type === "opaqueredirect" || answer.status === 403 ? { ok: false } : null;
}

/** Puts the newest token in every form, so that a form written before a lock can still be sent. */
function renewTokens(csrf) {
  if (!csrf) return;
  for (const field of all("[name=csrfmiddlewaretoken]")) field.value = csrf;
}

// ---- how long the vault stays open ---------------------------------------------------------

function stayOpen(seconds) {
  vault.until = Math.max(vault.until, Date.now() + seconds * 1000);
  showTime();
}

function showTime() {
  const status = find("[data-vault-status]");
  if (!status || vault.locked) return;
  const left = secondsLeft();
  const soon = left <= 60;
  const number = soon ? left : Math.floor(left / 60);
  const text = (soon ? status.dataset.seconds : status.dataset.minutes).replace("{n}", written(number));
  if (status.textContent !== text) status.textContent = text;
  status.parentElement.classList.toggle("vault--soon", soon);
  const warning = find("[data-vault-warning]");
  const spoken = soon && left > 0 ? warning.dataset.text : "";
  if (warning.textContent !== spoken) warning.textContent = spoken;
}

function tick() {
  if (vault.locked) return;
  if (secondsLeft() <= 0) hidePage();
  else showTime();
}

/** Typing is activity: the server hears of it at most once a minute. */
async function typed() {
  if (vault.locked || Date.now() - vault.told < 60_000) return;
  vault.told = Date.now();
  try {
    const answer = await post(body.dataset.keepaliveUrl);
    if (answer?.ok) {
      renewTokens(answer.csrf);
      stayOpen(answer.seconds ?? Number(body.dataset.vaultSeconds));
      tell("open");
    } else if (answer) hidePage();
  } catch {
    // The line is down; the countdown goes on, as it does on the server.
  }
}

function tell(kind) {
  tabs?.postMessage({ kind, member: body.dataset.member, seconds: secondsLeft(), csrf: token() });
}

/** Another tab says it is open: a hidden page asks the server before it believes it. */
async function heard({ data }) {
  if (data.member !== body.dataset.member) return;
  if (data.kind === "locked") hidePage();
  if (data.kind !== "open") return;
  renewTokens(data.csrf);
  if (!vault.locked) stayOpen(data.seconds);
  else if ((await post(body.dataset.keepaliveUrl).catch(() => null))?.ok) showPage(data.seconds);
}

// ---- the sheet ---------------------------------------------------------------------------------

function hidePage() {
  if (vault.locked) return;
  vault.locked = true;
  vault.focus = document.activeElement;
  vault.until = 0;
  page.inert = true;
  page.hidden = true;
  sheet.hidden = false;
  sheet.querySelector("[name=passphrase]").focus();
}

function showPage(seconds) {
  vault.locked = false;
  vault.told = Date.now();
  sheet.hidden = true;
  sheet.querySelector("[name=passphrase]").value = "";
  say("");
  page.hidden = false;
  page.inert = false;
  vault.focus?.focus();
  stayOpen(seconds);
  continueWork();
}

function say(message, signin = null) {
  document.getElementById("lock-message").textContent = message;
  document.getElementById("lock-unreached").textContent = "";
  const link = document.getElementById("lock-sign-in");
  link.hidden = !signin;
  if (signin) link.href = signin;
}

function sayUnreached(which) {
  const line = document.getElementById("lock-unreached");
  line.textContent = line.dataset[which];
}

/** The page is hidden at once; the server is told in the same breath. */
async function lockNow() {
  if (vault.locked) return;
  hidePage();
  tell("locked");
  try {
    const answer = await post(body.dataset.lockUrl);
    renewTokens(answer?.csrf);
  } catch {
    sayUnreached("stillOpen");
  }
}

async function unlock(event) {
  event.preventDefault();
  const field = sheet.querySelector("[name=passphrase]");
  const button = sheet.querySelector("button");
  button.disabled = true;
  try {
    const values = { passphrase: field.value, member: body.dataset.member };
    const answer = await post(body.dataset.unlockUrl, values);
    unlocked(answer ?? {}, field);
  } catch {
    sayUnreached("away");
  } finally {
    button.disabled = false;
  }
}

function unlocked(answer, field) {
  renewTokens(answer.csrf);
  if (answer.ok) {
    showPage(answer.seconds);
    tell("open");
    return;
  }
  if (answer.message) say(answer.message, answer.signin);
  else sayUnreached(answer.ok === false ? "refused" : "away");
  field.select();
  field.focus();
}

function guardVault() {
  vault.until = Date.now() + Number(body.dataset.vaultSeconds) * 1000;
  sheet.querySelector("form").addEventListener("submit", unlock);
  find("form[data-lock]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    lockNow();
  });
  document.addEventListener("input", (event) => { if (!sheet.contains(event.target)) typed(); });
  document.addEventListener("visibilitychange", tick);
  tabs?.addEventListener("message", heard);
  tell("open");
  tick();
  setInterval(tick, 1000);
}

// ---- the keyboard, and small conveniences ------------------------------------------------------

function keys(event) {
  const control = event.ctrlKey || event.metaKey;
  // The place of the key, so that a Persian keyboard locks too.
  if (control && !event.altKey && event.code === "KeyL" && sheet) {
    event.preventDefault();
    lockNow();
  } else if (control && event.key === "Enter" && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  } else if (event.key === "Escape") closeMenu(true);
}

function closeMenu(backToIt) {
  const menu = find("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  if (backToIt) menu.querySelector("summary").focus();
}

/** A second press within two seconds is the same press: it must not write the note twice. */
function onceOnly(event) {
  const form = event.target;
  const now = Date.now();
  if (event.defaultPrevented || form.method !== "post") return;
  if (now - Number(form.dataset.sent ?? 0) < 2000) event.preventDefault();
  else form.dataset.sent = String(now);
}

/** Long work goes on by itself, part by part, for as long as the page is open and in sight. */
function continueWork() {
  const form = find("form[data-continue]");
  if (!form) return;
  setTimeout(() => { if (!vault.locked) form.requestSubmit(); }, Number(form.dataset.continue || 300));
}

function addGroup(event) {
  const button = event.target.closest("[data-add-group]");
  if (!button) return;
  const groups = button.closest("[data-groups]");
  const total = groups.querySelector("[name$=-TOTAL_FORMS]");
  const copy = groups.querySelector("template").content.cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      attribute.value = attribute.value.replaceAll("__prefix__", total.value);
    }
  }
  total.value = String(Number(total.value) + 1);
  const legend = copy.querySelector("legend");
  legend.textContent = `${legend.textContent.trim()} ${written(Number(total.value))}`;
  button.parentElement.before(copy);
  button.parentElement.previousElementSibling.querySelector("input, select, textarea")?.focus();
}

if (sheet && body.dataset.vaultSeconds) guardVault();
document.addEventListener("keydown", keys);
document.addEventListener("submit", onceOnly);
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("details.menu")) closeMenu(false);
  addGroup(event);
});
// Back must ask the server again: a page kept by the browser may belong to a closed session.
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
for (const button of all("[data-add-group]")) button.hidden = false;
find("[data-focus]")?.focus();
continueWork();
