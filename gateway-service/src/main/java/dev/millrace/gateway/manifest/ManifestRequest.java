package dev.millrace.gateway.manifest;

import dev.millrace.forge.ForgeHost;
import java.util.Optional;

/**
 * An App to register, checked.
 *
 * @param host where
 * @param organization login of the organization that will own it; empty for the administrator's own account
 * @param name proposed name
 * @param team slug of the only team that will use it; empty for all teams
 * @param isPublic whether it can be installed in accounts other than the owner's
 * @param mayChangeWorkflows whether it may push changes of workflows of GitHub Actions
 */
record ManifestRequest(
        ForgeHost host,
        Optional<String> organization,
        String name,
        Optional<String> team,
        boolean isPublic,
        boolean mayChangeWorkflows) {}
