// Checks that every container keeps the end of its log when it fails, because the fleet page shows it as the reason why a pod ended.
const POLICY = "FallbackToLogsOnError";

/** @returns {string[]} problems, one per line */
export function problems({ what, manifest }) {
  return (manifest.kind === "Deployment" ? manifest.spec?.template?.spec?.containers ?? [] : [])
    .filter((container) => container.terminationMessagePolicy !== POLICY)
    .map((container) => `${what}: the container ${container.name} needs terminationMessagePolicy: ${POLICY}`);
}
