// Sends the form's query to this gateway and shows the answer.
'use strict';

const field = (id) => document.getElementById(id);
const form = field('request');

const send = async () => {
  let variables;
  try {
    variables = JSON.parse(field('variables').value || '{}');
  } catch {
    field('status').textContent = field('variables').dataset.malformed;
    field('answer').textContent = '';
    return;
  }
  const headers = {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'content-type': 'application/json',
  };
  const token = field('token').value.trim();
  if (token) headers.authorization = `Bearer ${token}`;
  const operationName = field('operation').value.trim() || null;
  const body = JSON.stringify({ query: field('query').value, variables, operationName });

  const started = performance.now();
  field('status').textContent = '…';
  try {
    const response = await fetch('/graphql', { method: 'POST', headers, body });
    const text = await response.text();
    const took = Math.round(performance.now() - started);
    field('status').textContent = `${response.status} ${response.statusText} · ${took} ms`;
    try {
      field('answer').textContent = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      field('answer').textContent = text;
    }
  } catch (error) {
    field('status').textContent = String(error);
    field('answer').textContent = '';
  }
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});

form.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send();
  }
});
