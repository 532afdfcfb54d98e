// Sets a password with the one-time link that this page was opened with.
'use strict';

const field = (id) => document.getElementById(id);
const form = field('set');

const RESET = `mutation Reset($input: ResetPasswordInput!) {
  resetPassword(input: $input) { done userErrors { message } }
}`;

// The link leaves the address bar, and with it the browser's history.
if (location.hash.length > 1) {
  field('link').value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', location.pathname);
  field('new').focus();
}

/** Says why not, in the gateway's own words; null once it is set. */
const reset = async () => {
  const input = { link: field('link').value.trim(), newPassword: field('new').value };
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: RESET, variables: { input } }),
  });
  const { data, errors } = await response.json();
  const refused = errors?.[0] ?? data?.resetPassword?.userErrors[0];
  return refused ? refused.message : null;
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const status = field('status');
  if (field('new').value !== field('again').value) {
    status.textContent = form.dataset.differ;
    return;
  }
  status.textContent = '…';
  try {
    const refused = await reset();
    status.textContent = refused ?? form.dataset.done;
    if (refused === null) form.reset();
  } catch (error) {
    status.textContent = String(error);
  }
});
