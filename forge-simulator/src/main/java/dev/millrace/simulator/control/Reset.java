package dev.millrace.simulator.control;

import dev.millrace.simulator.access.PersonTokens;
import dev.millrace.simulator.access.RateLimits;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.Memberships;
import dev.millrace.simulator.app.InstallationTokens;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.app.UserTokens;
import dev.millrace.simulator.checks.CheckRuns;
import dev.millrace.simulator.comments.Comments;
import dev.millrace.simulator.comments.Reactions;
import dev.millrace.simulator.faults.Faults;
import dev.millrace.simulator.hooks.Deliveries;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.pulls.Changes;
import dev.millrace.simulator.requests.ReceivedRequests;
import dev.millrace.simulator.signin.AppManifests;
import dev.millrace.simulator.signin.AuthorizationCodes;
import dev.millrace.simulator.statuses.CommitStatuses;
import jakarta.enterprise.context.ApplicationScoped;

/** Removes everything except the App, its key and its hook, without any event. Ids continue where they were. */
@ApplicationScoped
class Reset {

    private final Faults faults;
    private final Installations installations;
    private final InstallationTokens installationTokens;
    private final PersonTokens personTokens;
    private final UserTokens userTokens;
    private final AuthorizationCodes authorizationCodes;
    private final AppManifests appManifests;
    private final Memberships memberships;
    private final CheckRuns checkRuns;
    private final CommitStatuses commitStatuses;
    private final Comments comments;
    private final Reactions reactions;
    private final Changes changes;
    private final Hosting hosting;
    private final Accounts accounts;
    private final Deliveries deliveries;
    private final RateLimits rateLimits;
    private final ReceivedRequests requests;

    Reset(
            Faults faults,
            Installations installations,
            InstallationTokens installationTokens,
            PersonTokens personTokens,
            UserTokens userTokens,
            AuthorizationCodes authorizationCodes,
            AppManifests appManifests,
            Memberships memberships,
            CheckRuns checkRuns,
            CommitStatuses commitStatuses,
            Comments comments,
            Reactions reactions,
            Changes changes,
            Hosting hosting,
            Accounts accounts,
            Deliveries deliveries,
            RateLimits rateLimits,
            ReceivedRequests requests) {
        this.faults = faults;
        this.installations = installations;
        this.installationTokens = installationTokens;
        this.personTokens = personTokens;
        this.userTokens = userTokens;
        this.authorizationCodes = authorizationCodes;
        this.appManifests = appManifests;
        this.memberships = memberships;
        this.checkRuns = checkRuns;
        this.commitStatuses = commitStatuses;
        this.comments = comments;
        this.reactions = reactions;
        this.changes = changes;
        this.hosting = hosting;
        this.accounts = accounts;
        this.deliveries = deliveries;
        this.rateLimits = rateLimits;
        this.requests = requests;
    }

    void handle() {
        faults.clear();
        installations.clear();
        installationTokens.clear();
        personTokens.clear();
        userTokens.clear();
        authorizationCodes.clear();
        appManifests.clear();
        memberships.clear();
        checkRuns.clear();
        commitStatuses.clear();
        comments.clear();
        reactions.clear();
        changes.clear();
        hosting.clear();
        accounts.clear();
        deliveries.clear();
        rateLimits.clear();
        requests.clear();
    }
}
