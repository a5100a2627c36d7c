/* Writes the types of the API's answers, made of the same schemas that check its requests: web/src/api/schema.d.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { openApi } from '../desk/api/openapi.ts';
import { OPERATIONS } from '../desk/api/operations.ts';
import { ROUTES } from '../events/routes.ts';

const page = openApi(ROUTES, OPERATIONS, { name: 'Deskpulse', site: '/api' });
const types = astToString(await openapiTS(page as unknown as OpenAPI3, { alphabetize: true }));
mkdirSync(new URL('./src/api/', import.meta.url), { recursive: true });
writeFileSync(new URL('./src/api/schema.d.ts', import.meta.url), types);
