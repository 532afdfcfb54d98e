// Bundles GraphiQL into dist/graphiql.{js,css}: `npm ci && npm run build`, then `cargo build --features graphiql`.
import { build } from 'esbuild';

await build({
  entryPoints: { graphiql: 'graphiql.jsx' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.svg': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
  legalComments: 'linked',
});
