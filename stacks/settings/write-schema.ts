// Run by `npm run golden`: writes the committed JSON Schema anew.
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { jsonSchemaOf } from "./json-schema";
import { kinds } from "./kinds";

export const schemaFile = path.join(__dirname, "..", "..", "docs", "schema", "stack.json");
export const schemaText = (): string => jsonSchemaOf(kinds, "fairlead");

if (require.main === module) {
    mkdirSync(path.dirname(schemaFile), { recursive: true });
    writeFileSync(schemaFile, schemaText());
}
