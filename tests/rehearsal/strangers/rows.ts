// What strangers' pipelines, buildspecs and Dockerfiles do, row by row: AWS's or Docker's page, and the test that holds a
// rehearsal against it. A row whose test is renamed or gone is red.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../support/program";

export interface Row {
    /** Completes "a rehearsal, as AWS, …". */
    readonly case: string;
    readonly page: string;
    /** Spec file and words of it: the title of a test, or what tells one row of its own table from the others. */
    readonly held: readonly (readonly [file: string, words: string])[];
}

export const AWS = "https://docs.aws.amazon.com";
export const DOCKER = "https://docs.docker.com/reference/dockerfile/";

export function describeRows(title: string, rows: readonly Row[]): void {
    describe(title, () => {
        for (const { case: does, page, held } of rows)
            it(`${does} (${page})`, () => {
                assert.ok(held.length > 0, "is held by a test");
                for (const [file, words] of held) {
                    const path = join(root, "tests", file);
                    assert.ok(existsSync(path), `${file} is there`);
                    const text = readFileSync(path, "utf8");
                    assert.ok(text.includes(words), `${file} has ${words}`);
                    assert.doesNotMatch(text, /\b(describe|it)\.skip\(/, `${file} leaves nothing out`);
                }
            });

        it("each with a page of its own, and once", () => {
            for (const { page } of rows) assert.match(page, /^https:\/\/docs\.(aws\.amazon|docker)\.com\/\S+$/);
            assert.equal(new Set(rows.map((row) => row.case)).size, rows.length);
        });
    });
}
