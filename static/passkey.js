/* Passkeys (W3C Web Authentication): the one thing that needs a script. A module, so that its names
   are its own.

   form[data-passkey=get]     asks data-options for a challenge, and any authenticator for an answer
   form[data-passkey=create]  reads the challenge in #passkey-options, and makes a passkey
   The answer goes into the form's field `answer`, and the form is sent as any other. */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (one) => ({ ...one, id: toBytes(one.id) });

/** What the authenticator gave, as the server reads it. */
function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  const { id, type, authenticatorAttachment } = credential;
  return JSON.stringify({ id, rawId: toText(credential.rawId), type, authenticatorAttachment, response });
}

async function show(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    body: new URLSearchParams({
      purpose: form.dataset.purpose,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    }),
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    cache: "no-store",
  });
  const options = await answer.json();
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: [] };
  return navigator.credentials.get({ publicKey });
}

async function make() {
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: withBytes(options.user),
    excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
  };
  return navigator.credentials.create({ publicKey });
}

async function ask(event) {
  const form = event.target;
  event.preventDefault();
  event.stopPropagation();
  const said = form.querySelector("[data-said]");
  said.textContent = "";
  try {
    form.elements.answer.value = written(await (form.dataset.passkey === "get" ? show(form) : make()));
    form.submit();
  } catch {
    said.textContent = said.dataset.no;
  }
}

if ("PublicKeyCredential" in window) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", ask);
  }
}
