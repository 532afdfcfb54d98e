// GraphiQL on this gateway's own endpoint. The access token goes into the headers editor:
// {"authorization": "Bearer …"}.
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';

const fetcher = async (parameters, options) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...options?.headers,
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
};

const root = document.getElementById('graphiql');
createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={root.dataset.query}
    // A token is a credential: it is not kept once the page is closed.
    shouldPersistHeaders={false}
    isHeadersEditorEnabled
  />,
);
