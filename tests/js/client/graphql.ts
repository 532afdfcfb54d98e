// The gateway's schema as types, made from `api/schema.graphql`: a document that asks for what is not there, or takes an
// answer for what it is not, does not compile.
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './schema.js';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; JSON: unknown };
}>();
export type { ResultOf, VariablesOf } from 'gql.tada';
