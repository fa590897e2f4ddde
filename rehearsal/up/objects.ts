import { readFileSync } from "node:fs";

import { isRecord, text } from "../../policy/plan";
import { NotRehearsed } from "../account/door";
import { digestOf } from "../engine/blobs";
import { Objects } from "../services/objects";
import type { Maker } from "./types";

/** An object that Pulumi writes; one that is there already, as it is asked for, makes no second version. */
export const makeObject: Maker = (account, { resource }) => {
    const [bucket, key] = [text(resource, "bucket"), text(resource, "key")];
    const bytes = bytesOf(resource.inputs, `${bucket}/${key}`);
    const objects = account.part(Objects);
    if (objects.find(bucket, key)?.digest !== digestOf(bytes)) objects.write(bucket, key, bytes);
};

function bytesOf({ content, contentBase64, source }: Readonly<Record<string, unknown>>, name: string): Buffer {
    if (typeof content === "string") return Buffer.from(content);
    if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
    if (isRecord(source) && typeof source["text"] === "string") return Buffer.from(source["text"]);
    if (isRecord(source) && typeof source["path"] === "string") return readFileSync(source["path"]);
    throw new NotRehearsed(`the content of the object ${name}; give it as content or contentBase64`);
}
