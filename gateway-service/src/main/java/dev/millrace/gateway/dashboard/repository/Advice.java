package dev.millrace.gateway.dashboard.repository;

import java.util.Locale;
import java.util.Optional;

/**
 * What a person can do about a mirror that is not current.
 *
 * @param problem what is wrong, one sentence
 * @param steps what to do, one or two sentences
 * @param link page where it is done, below our public address; empty if it is not done here
 * @param linkText what the link says
 */
record Advice(String problem, String steps, String link, String linkText) {

    private static final String CONNECTIONS = "/ui/settings/integrations";

    /** The advice for the state of a mirror; empty while nothing is wrong. */
    static Optional<Advice> of(Mirror mirror) {
        return switch (mirror.state()) {
            case "REFUSED" -> Optional.of(refused(mirror));
            case "PARKED" ->
                Optional.of(new Advice(
                        "The App's installation is suspended or removed, or does not list this repository any more.",
                        "Select the repository again on the installation's page at the forge, or end the suspension. The"
                                + " mirror goes on where it stopped; until then it stays readable as it was.",
                        CONNECTIONS,
                        "Open integrations"));
            case "FAILING" ->
                Optional.of(new Advice(
                        "The last sync failed; it is retried by itself.",
                        failing(mirror.lastError().orElse("")),
                        "",
                        ""));
            case "PARTIAL" ->
                Optional.of(new Advice(
                        "Some refs or large files are missing; all others are current.",
                        "Each is listed below with the reason. Repair it at the upstream, then sync again.",
                        "",
                        ""));
            default -> Optional.empty();
        };
    }

    /** What to do about one of {@link Mirror#faults()}. */
    static String ofFault(String fault) {
        String text = fault.toLowerCase(Locale.ROOT);
        if (text.contains("utf-8")) {
            return "Rename the ref at the upstream: its name must be UTF-8.";
        }
        if (text.contains("lfs") || text.contains("large file")) {
            return "Push the large file to the upstream again (git lfs push --all), then sync. It is also retried by itself.";
        }
        if (text.contains("default branch") || text.contains("has no branch")) {
            return "Create the branch at the upstream, or choose another default branch here.";
        }
        if (text.contains("limit") || text.contains("larger than") || text.contains("too large")) {
            return "Make the object smaller at the upstream, or ask an administrator to raise the limit that is named.";
        }
        if (text.contains("missing") || text.contains("corrupt") || text.contains("fsck")) {
            return "The upstream's objects are damaged: run git fsck there, and push the ref again from a clone that is sound.";
        }
        return "Repair the ref at the upstream, then sync again.";
    }

    private static Advice refused(Mirror mirror) {
        if (mirror.mode().equals("github-app")) {
            return new Advice(
                    "The forge rejects the App's token, or the repository does not exist for it.",
                    "Check at the forge that the App is installed on the owner and may read this repository. It is"
                            + " retried every hour, and at once when you sync.",
                    CONNECTIONS,
                    "Open integrations");
        }
        if (mirror.mode().equals("public")) {
            return new Advice(
                    "The upstream asks for a credential, or does not exist.",
                    "Check the address. If the repository became private, store a credential for it, then sync.",
                    "",
                    "");
        }
        return new Advice(
                "The upstream rejects the stored credential, or does not exist for it.",
                "Store a credential that may read the repository (docs: Repositories, Credentials), then sync.",
                "",
                "");
    }

    private static String failing(String error) {
        String text = error.toLowerCase(Locale.ROOT);
        if (text.contains("certificate") || text.contains("ssl") || text.contains("pkix")) {
            return "The upstream's certificate is not trusted: an administrator adds its authority to"
                    + " millrace.outbound.trust-certificates.";
        }
        if (text.contains("not allowed") || text.contains("not public") || text.contains("private address")) {
            return "The upstream's address is not allowed: an administrator adds it to millrace.outbound.allowed.";
        }
        if (text.contains("timed out")
                || text.contains("timeout")
                || text.contains("connect")
                || text.contains("silent")) {
            return "Check whether the upstream can be reached from the platform.";
        }
        if (text.contains("sha-256") || text.contains("sha256")) {
            return "Repositories with SHA-256 object ids cannot be mirrored.";
        }
        return "The message below is the upstream's. If it lasts, check the upstream.";
    }
}
