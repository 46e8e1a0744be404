'use strict';
// Accepts the invitation whose secret is the fragment of the address.
const secret = location.hash.slice(1);
const element = (id) => document.getElementById(id);

function fail(message) {
  element('problem').textContent = message;
  element('problem').hidden = false;
}

/** Sends JSON; returns the body of a successful response, and throws the message of another one. */
async function send(method, path, body, credentials) {
  const response = await fetch(path, {
    method,
    credentials,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await response.text();
  const content = text ? JSON.parse(text) : {};
  if (!response.ok) {
    throw new Error(content.error || `the request failed with status ${response.status}`);
  }
  return content;
}

/** One action at a time: an invitation can be accepted once. */
async function act(action) {
  element('problem').hidden = true;
  const buttons = document.querySelectorAll('button');
  buttons.forEach((button) => (button.disabled = true));
  try {
    await action();
  } catch (error) {
    fail(error.message);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

function show(member) {
  history.replaceState(null, '', location.pathname);
  element('team').textContent = member.team;
  element('role').textContent = member.role;
  element('token').textContent = member.token;
  element('choices').hidden = true;
  element('joined').hidden = false;
}

async function signIn(button) {
  const { address, connection } = button.dataset;
  const body = connection ? { connection, invitation: secret } : { invitation: secret };
  const page = await send('POST', address, body, 'same-origin');
  location.assign(page.location);
}

/** A new user, also in a browser in which someone is signed in. */
async function joinAs(name) {
  const member = await send('POST', '/api/invitations/accept', { secret, name }, 'omit');
  show(member);
  await send('POST', '/api/session', { token: member.token }, 'same-origin');
}

async function showCaller() {
  const response = await fetch('/api/session', { credentials: 'same-origin' });
  if (response.ok) {
    const caller = await response.json();
    element('caller').textContent = caller.name;
    element('signed-in').hidden = !caller.user;
  }
}

if (secret) {
  element('choices').hidden = false;
  document.querySelectorAll('button[data-address]').forEach((button) =>
    button.addEventListener('click', () => act(() => signIn(button))));
  element('accept').addEventListener('click', () =>
    act(async () => show(await send('POST', '/api/invitations/accept', { secret }, 'same-origin'))));
  element('named').addEventListener('submit', (event) => {
    event.preventDefault();
    act(() => joinAs(element('name').value));
  });
  showCaller().catch((error) => fail(error.message));
} else {
  fail('The address has no secret of an invitation. Open the whole link that you were sent.');
}
