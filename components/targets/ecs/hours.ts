// Settings that say when something happens: a cron expression and its time zone.
import { z } from "zod";

import { AWS_CRON } from "../../../text/cron";
import { nearestName } from "../../../text/nearest";
import type { Refusal, SettingPath } from "../../setting-rules";

export const at = z
    .string()
    .regex(AWS_CRON)
    .meta({
        description: "When, as minutes, hours, day of month, month, day of week and year of a cron expression.",
        allowed: "six fields of a cron expression of AWS such as 0 20 ? * MON-FRI *, one of both days a ?",
        examples: ["0 20 ? * MON-FRI *"],
    });

export const timezone = z
    .string()
    .optional()
    .meta({
        description: "Zone whose clock the schedule reads. Default: UTC.",
        allowed: "a zone of the IANA such as Europe/Berlin",
        examples: ["Europe/Berlin"],
    });

/** Refuses a zone that does not exist, and suggests the one that was meant. */
export function zoneProblems(at: SettingPath, zone: string): readonly Refusal[] {
    if (isZone(zone)) return [];
    return [{ at, allowed: "a zone of the IANA such as Europe/Berlin", instead: meantZone(zone) }];
}

/** The zone with the same last part, or the nearest spelling. */
function meantZone(name: string): string {
    const zones = Intl.supportedValuesOf("timeZone");
    const place = `/${name.trim().replaceAll(" ", "_").toLowerCase()}`;
    return zones.find((zone) => zone.toLowerCase().endsWith(place)) ?? nearestName(name, zones) ?? "UTC";
}

function isZone(name: string): boolean {
    if (!/^(UTC|Etc\/\S+|[A-Z][A-Za-z_]+(\/[A-Z][\w+-]+)+)$/.test(name)) return false;
    try {
        return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
    } catch {
        return false;
    }
}
