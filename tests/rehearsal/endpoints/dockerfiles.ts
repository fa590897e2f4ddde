// An image of a few files for Node.js, in the repository of a line.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { text, type Plan } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import { engineOf } from "../../../rehearsal/containers";
import { Images } from "../../../rehearsal/services/images";

export class Dockerfiles {
    constructor(private readonly account: LocalAccount) {}

    /** By digest, as a release names it. */
    public async push(plan: Plan, files: Readonly<Record<string, string>>): Promise<string> {
        const [name = ""] = Object.keys(files);
        const context = join(this.account.folder, "context");
        mkdirSync(context, { recursive: true });
        for (const [path, content] of Object.entries(files)) writeFileSync(join(context, path), content);
        const dockerfile = join(context, "Dockerfile");
        writeFileSync(dockerfile, `FROM node:22-alpine\nCOPY ${name} /app/\nENTRYPOINT ["node", "/app/${name}"]\n`);
        const engine = await engineOf(this.account);
        const image = await engine.build({
            context,
            dockerfile,
            platform: "linux/amd64",
            args: {},
            log: () => undefined,
        });
        const repository = plan.resources.find(({ type }) => type === TYPE.imageRepository);
        if (!repository) throw new Error("the plan has no repository");
        const [registry = "", ...path] = text(repository, "repositoryUrl").split("/");
        const digest = this.account.part(Images).push(registry, path.join("/"), image, ["v1"]);
        return `${text(repository, "repositoryUrl")}@${digest}`;
    }
}
