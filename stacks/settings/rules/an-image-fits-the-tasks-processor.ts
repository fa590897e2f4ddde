// An image for another processor is pulled, started, and dies with "exec format error" in the last stage:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
import { ecsTargets, refusal, type Rule } from "./rule";

const platforms: Readonly<Record<string, string>> = { x86_64: "linux/amd64", arm64: "linux/arm64" };

export const rule: Rule = (settings, about) =>
    ecsTargets(settings).flatMap(({ line, at, target: { architecture } }) => {
        const platform = settings.services[line]?.build?.["platform"];
        const fitting = platforms[architecture];
        if (platform === undefined || fitting === undefined || platform === fitting) return [];
        const allowed = `${fitting}, as the tasks run on ${architecture}`;
        const path = ["services", line, "build", "platform"];
        return [refusal(about, path, platform, allowed, fitting, [[...at, "architecture"]])];
    });
