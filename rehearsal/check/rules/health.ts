import type { Finding } from "../finding";
import { stepsOfImage, type Subject } from "../source";

const MOST_BYTES = 1_000_000;

/** Whether a route answers is known only when it runs; that no file even names the path is worth a look. */
export function healthPathIsNamed({ line, settings, source, recipe }: Subject): readonly Finding[] {
    const { healthPath } = line.deploy;
    if (healthPath === undefined || healthPath === "/") return [];
    const word = healthPath.split("/").at(-1) ?? "";
    const named = source.files.some((file) => source.sizeOf(file) < MOST_BYTES && source.read(file).includes(word));
    if (named) return [];
    return [
        {
            level: "look",
            file: recipe.file,
            says: `no file that is sent to the builder says "${word}", and the load balancer asks for ${healthPath} (${settings.at(line.name, "deploy", "healthPath")})`,
        },
    ];
}

/** Docker's own health check, which nobody asks. */
export function healthIsAskedByPath({ recipe }: Subject): readonly Finding[] {
    const check = stepsOfImage(recipe).findLast(({ keyword }) => keyword === "HEALTHCHECK");
    if (check === undefined || check.text.trim().toUpperCase() === "NONE") return [];
    const says = "ECS does not read HEALTHCHECK; the load balancer asks deploy.healthPath";
    return [{ level: "look", file: recipe.file, line: check.line, says }];
}
