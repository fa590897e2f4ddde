// Preloaded into the process that is measured: writes what it cost into the file that FAIRLEAD_METER names.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cost = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
    writeFileSync(process.env.FAIRLEAD_METER, JSON.stringify(cost));
});
