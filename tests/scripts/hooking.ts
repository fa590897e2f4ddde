import assert from "node:assert/strict";

import { hooksOf } from "../../components/targets/ec2/documents/hooks";
import { play, type Play, type Played } from "./on-host";

const DIGEST = `sha256:${"0a".repeat(32)}`;
/** What a release is rolled out as, in these tests. */
export const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@${DIGEST}`;
/** What Prepare writes for the hooks. */
export const settings = (more: Record<string, string> = {}): string =>
    Object.entries({
        IMAGE,
        PLACEHOLDER: "false",
        PORT: "80",
        CONTAINER_PORT: "8080",
        HEALTH_PATH: "/health",
        START: "true",
        REGISTRY: "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
        REGISTRY_REGION: "eu-west-1",
        ...more,
    })
        .map(([name, value]) => `${name}='${value}'\n`)
        .join("");

/** One hook as the agent runs it, in its revision. */
export function hook(
    carries: "image" | "bundle",
    name: string,
    more: Play = {},
    given: Record<string, string> = {},
): Played {
    const files = hooksOf(carries, carries === "image" ? "ecr" : undefined);
    const script = files[`fairlead/${name}`];
    assert.ok(script !== undefined, `${carries} has no ${name}`);
    const beside = Object.entries(files).map(([path, text]) => [`/revision/${path}`, text]);
    return play(script, {
        cwd: "/revision/fairlead",
        ...more,
        files: {
            ...(Object.fromEntries(beside) as Record<string, string>),
            "/revision/fairlead/deploy.env": settings(given),
            "/revision/fairlead/app.env": "PORT=8080\nGREETING=it's $(id)\n",
            "/revision/fairlead/placeholder.txt": "sh\n-c\nexec httpd -f\n",
            ...more.files,
        },
    });
}
