// The script of the page in a document that has only what it uses. Run with the path of the script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const script = new vm.Script(readFileSync(process.env.JOIN_SCRIPT, 'utf8'));
const MEMBER = { user: 'u-1', name: 'Ann', team: 'acme', role: 'viewer', token: 'mr_first' };

/** Opens the page; {@code answers} maps method and path to status and body. */
async function open(hash, answers) {
  const elements = new Map();
  const element = (id) => {
    if (!elements.has(id)) {
      const listeners = {};
      elements.set(id, {
        id, hidden: true, textContent: '', value: '', disabled: false, dataset: {}, listeners,
        addEventListener: (event, listener) => { listeners[event] = listener; },
      });
    }
    return elements.get(id);
  };
  const provider = element('provider');
  provider.dataset = { address: '/api/session/oidc/providers/partner', connection: '' };
  const forge = element('forge');
  forge.dataset = { address: '/api/session/github', connection: 'c-1' };
  const page = { requests: [], assigned: undefined, replaced: undefined, element };
  const context = {
    location: { hash, pathname: '/join', assign: (address) => { page.assigned = address; } },
    history: { replaceState: (state, title, address) => { page.replaced = address; } },
    document: {
      getElementById: element,
      querySelectorAll: () => [provider, forge],
    },
    fetch: async (path, options = {}) => {
      const request = `${options.method ?? 'GET'} ${path}`;
      page.requests.push({ request, credentials: options.credentials, body: options.body && JSON.parse(options.body) });
      const [status, body] = answers[request] ?? [404, { error: `no ${request}` }];
      return { ok: status < 300, status, text: async () => JSON.stringify(body), json: async () => body };
    },
  };
  script.runInNewContext(context);
  await settled();
  return page;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function submit(page, name) {
  page.element('name').value = name;
  page.element('named').listeners.submit({ preventDefault() {} });
  await settled();
}

test('explains that the address is not the whole link', async () => {
  const page = await open('', {});

  assert.match(page.element('problem').textContent, /no secret/);
  assert.equal(page.element('problem').hidden, false);
  assert.equal(page.element('choices').hidden, true);
  assert.deepEqual(page.requests, []);
});

test('joins with a name as a new user, also while another is signed in, and begins a session', async () => {
  const page = await open('#mri_secret', {
    'GET /api/session': [200, { user: 'u-2', name: 'Ben' }],
    'POST /api/invitations/accept': [201, MEMBER],
    'POST /api/session': [201, {}],
  });
  assert.equal(page.element('signed-in').hidden, false);
  assert.equal(page.element('caller').textContent, 'Ben');

  await submit(page, 'Ann');

  assert.deepEqual(page.requests.slice(1), [
    { request: 'POST /api/invitations/accept', credentials: 'omit', body: { secret: 'mri_secret', name: 'Ann' } },
    { request: 'POST /api/session', credentials: 'same-origin', body: { token: 'mr_first' } },
  ]);
  assert.equal(page.element('token').textContent, 'mr_first');
  assert.equal(page.element('joined').hidden, false);
  assert.equal(page.replaced, '/join');
});

test('joins with the account of the session', async () => {
  const page = await open('#mri_secret', {
    'GET /api/session': [200, { user: 'u-1', name: 'Ann' }],
    'POST /api/invitations/accept': [201, MEMBER],
  });

  page.element('accept').listeners.click();
  await settled();

  assert.deepEqual(page.requests[1], {
    request: 'POST /api/invitations/accept', credentials: 'same-origin', body: { secret: 'mri_secret' },
  });
  assert.equal(page.element('team').textContent, 'acme');
});

test('begins a sign-in with the invitation, at a provider and at a forge', async () => {
  const page = await open('#mri_secret', {
    'GET /api/session': [401, {}],
    'POST /api/session/oidc/providers/partner': [200, { location: 'https://partner.test/page' }],
    'POST /api/session/github': [200, { location: 'https://forge.test/page' }],
  });
  assert.equal(page.element('signed-in').hidden, true);

  page.element('provider').listeners.click();
  await settled();
  assert.equal(page.assigned, 'https://partner.test/page');
  page.element('forge').listeners.click();
  await settled();

  assert.equal(page.assigned, 'https://forge.test/page');
  assert.deepEqual(page.requests.slice(1).map(({ body }) => body), [
    { invitation: 'mri_secret' },
    { connection: 'c-1', invitation: 'mri_secret' },
  ]);
});

test('shows why it is refused, and lets the person try again', async () => {
  const page = await open('#mri_used', {
    'GET /api/session': [401, {}],
    'POST /api/invitations/accept': [404, { error: 'there is no such invitation' }],
  });

  await submit(page, 'Ann');

  assert.equal(page.element('problem').textContent, 'there is no such invitation');
  assert.equal(page.element('joined').hidden, true);
  assert.equal(page.element('provider').disabled, false);
  assert.equal(page.replaced, undefined);
});
