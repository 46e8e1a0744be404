package dev.millrace.git.settings;

/**
 * What a team has chosen for all of its repositories.
 *
 * @param archive whether mirrors keep what their upstreams force away or delete under visible names for good, and are frozen when
 *     the upstream vanishes. A repository may differ
 * @param signCommits whether the platform signs the commits that it makes for the team
 */
public record TeamSettings(boolean archive, boolean signCommits) {

    /** Of a team that has chosen nothing. */
    public static final TeamSettings USUAL = new TeamSettings(false, false);
}
