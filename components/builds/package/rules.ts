// Rules for the settings of a package, beyond their shape.
import type { SettingRule } from "../../setting-rules";
import type { PackageSettings } from "../package";

const OURS = ["install", "test", "package"] as const;

/** A command beside a buildspec would never run, while whoever reads the settings believes that it does. */
export const buildspecDecidesAlone: SettingRule<PackageSettings> = (settings) =>
    settings.buildspec === undefined
        ? []
        : OURS.filter((name) => settings[name] !== undefined).map((name) => ({
              at: [name],
              is: "is set, but the repository's own buildspec says what runs",
              allowed: `${name} without buildspec, or the command in the buildspec`,
              also: [["buildspec"]],
          }));
