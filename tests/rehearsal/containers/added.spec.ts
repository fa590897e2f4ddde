// Files that a Dockerfile itself holds, and archives that ADD unpacks.
// https://docs.docker.com/reference/dockerfile/#here-documents and #add
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { documentsIn } from "../../../rehearsal/containers/build/here-documents";
import type * as documents from "../../../rehearsal/containers/build/here-documents";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";
import { ContainerFixture } from "./fixture";

describe("what COPY and ADD put into an image", () => {
    let fixture: ContainerFixture;
    before(function () {
        if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
    });
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    const said = (text: string) =>
        assert.ok(
            fixture.lines.some((line) => line.endsWith(` ${text}`)),
            fixture.lines.join("\n"),
        );

    it("are the lines of a here-document, with its variables unless its name is in quotes", async () => {
        await fixture.build({
            Dockerfile: [
                "FROM busybox",
                "ENV WHO=world",
                "COPY --chmod=755 <<EOF /hello.sh",
                "#!/bin/sh",
                'echo "hello $WHO \\$0"',
                "EOF",
                "COPY <<-ONE <<'TWO' /in/",
                "\tone ${WHO}",
                "ONE",
                "two $WHO",
                "TWO",
                "RUN /hello.sh && cat /in/ONE /in/TWO && stat -c %a-%u /in/ONE",
                "",
            ].join("\n"),
        });
        for (const text of ["hello world /hello.sh", "one world", "two $WHO", "644-0"]) said(text);
    });

    it("are refused by line where here-documents stand beside files", async () => {
        const both = "FROM busybox\nCOPY <<EOF Dockerfile /x/\na\nEOF\n";
        await assert.rejects(fixture.build({ Dockerfile: both }), /Dockerfile:2: a here-document beside other files/);
    });

    const withArchive = (dockerfile: string, name: string, flag: string): string => {
        const folder = fixture.context({
            Dockerfile: dockerfile,
            "app/bin/tool": `sharp ${name}`,
            "app/link.txt": "x",
        });
        execFileSync("tar", ["-C", folder, flag, "-cf", join(folder, name), "app"]);
        return folder;
    };

    it("is what a local archive holds, however it is compressed, where ADD names it", async () => {
        for (const [name, flag] of [
            ["app.tar", "--format=ustar"],
            ["app.tgz", "--gzip"],
            ["app.bin", "--gzip"],
        ] as const) {
            const folder = withArchive(
                `FROM busybox\nADD ${name} /opt\nRUN cat /opt/app/bin/tool && echo\n`,
                name,
                flag,
            );
            await fixture.buildIn(folder);
            said(`sharp ${name}`);
        }
    });

    it("is the archive itself where COPY names it, and a file that is none where ADD does", async () => {
        await fixture.buildIn(
            withArchive("FROM busybox\nCOPY app.tar /opt/\nRUN ls /opt\n", "app.tar", "--format=ustar"),
        );
        said("app.tar");
        await fixture.build({
            Dockerfile: "FROM busybox\nADD no.tar /opt/\nRUN cat /opt/no.tar && echo\n",
            "no.tar": "plain",
        });
        said("plain");
    });

    it("is fetched by nobody", async () => {
        const Dockerfile = "FROM busybox\nADD https://example.com/x.tar.gz /\n";
        await assert.rejects(
            fixture.build({ Dockerfile }),
            /Dockerfile:2: ADD of https:\/\/example.com\/x.tar.gz fetches/,
        );
    });

    it("mutant: a name in quotes keeps variables", () => {
        const raw = "<<'EOF' /x\n$A\nEOF";
        assert.deepEqual(documentsIn(raw).documents, [{ name: "EOF", content: "$A\n", expands: false }]);
        const file = "rehearsal/containers/build/here-documents";
        const wrong = mutated<typeof documents>(file, file, ['quote === ""', "true"]);
        assert.equal(wrong.documentsIn(raw).documents[0]?.expands, true);
    });
});
