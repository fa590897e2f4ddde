import type { Finding } from "./findings";
import { stepsOfImage, type Subject } from "./source";

/** The port that is asked is the port that answers. */
export function portsAgree({ line, settings, recipe }: Subject, setting = "port"): readonly Finding[] {
    const { port } = line.deploy;
    if (port === undefined) return [];
    const { file } = recipe;
    const steps = stepsOfImage(recipe);
    const where = settings.at(line.name, "deploy", setting);

    const exposes = steps.filter(({ keyword }) => keyword === "EXPOSE");
    const exposed = exposes.flatMap(({ text }) => text.split(/\s+/));
    const fixed = exposed.every((word) => /^\d+(\/tcp)?$/.test(word));
    const known = exposed.map((word) => word.replace("/tcp", ""));
    const last = exposes.at(-1);
    const contradicted: readonly Finding[] =
        last === undefined || !fixed || known.includes(String(port))
            ? []
            : [
                  {
                      level: "wrong",
                      file,
                      line: last.line,
                      says: `EXPOSE says ${known.join(", ")}, and ${where} says ${port}: one of them is not where it listens`,
                      fix:
                          known.length === 1
                              ? `EXPOSE ${port}, or ${setting}: ${known[0]} in ${where}`
                              : `EXPOSE ${port}`,
                  },
              ];

    const env = steps.findLast(({ keyword, pairs }) => keyword === "ENV" && pairs.some(([name]) => name === "PORT"));
    const value = env?.pairs.find(([name]) => name === "PORT")?.[1];
    const overridden = line.deploy.environment?.["PORT"] !== undefined;
    const differs = value !== undefined && /^\d+$/.test(value) && Number(value) !== port && !overridden;
    const told: readonly Finding[] = differs
        ? [
              {
                  level: "look",
                  file,
                  line: env?.line,
                  says: `PORT is ${value}, and ${where} says ${port}: a program that reads PORT listens where nobody asks`,
                  fix: `ENV PORT=${port}`,
              },
          ]
        : [];
    return [...contradicted, ...told];
}

const MOST_BYTES = 1_000_000;

/** Whether a route answers is known only when it runs; that no file even names the path is worth a look. */
export function healthPathIsNamed({ line, settings, source, recipe }: Subject): readonly Finding[] {
    const { healthPath } = line.deploy;
    if (healthPath === undefined || healthPath === "/") return [];
    const word = healthPath.split("/").at(-1) ?? "";
    // The whole word: /healthz does not answer /health.
    const whole = new RegExp(`(?<![\\w-])${word.replaceAll(/\W/g, "\\$&")}(?![\\w-])`);
    const named = source.files.some((file) => source.sizeOf(file) < MOST_BYTES && whole.test(source.read(file)));
    if (named) return [];
    return [
        {
            level: "look",
            file: recipe.file,
            says: `no file that is sent to the builder says "${word}", and the load balancer asks for ${healthPath} (${settings.at(line.name, "deploy", "healthPath")})`,
        },
    ];
}

/** Docker's own health check, which ECS ignores. */
export function healthIsAskedByPath({ recipe }: Subject): readonly Finding[] {
    const check = stepsOfImage(recipe).findLast(({ keyword }) => keyword === "HEALTHCHECK");
    if (check === undefined || check.text.trim().toUpperCase() === "NONE") return [];
    const says = "ECS does not read HEALTHCHECK; the load balancer asks deploy.healthPath";
    return [{ level: "look", file: recipe.file, line: check.line, says }];
}
