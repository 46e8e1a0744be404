package dev.millrace.insights.person;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who did something in a repository: a user, or an account that belongs to none that the reader may know.
 *
 * @param id unique in the repository: {@code user/<id>}, or {@code account/<forge>/<login in lower case>}
 * @param user empty for an account
 * @param name display name of the user, or login of the account
 * @param accounts of a user, those that are linked now, and others with which the user did something; else the account
 * @param activity what was done in the window
 */
public record Contributor(String id, Optional<UUID> user, String name, List<ForgeAccount> accounts, Activity activity) {

    public Contributor {
        accounts = List.copyOf(accounts);
    }

    /** Whether it is a program; a user never is. */
    public boolean bot() {
        return user.isEmpty() && accounts.stream().anyMatch(ForgeAccount::bot);
    }

    /**
     * An account at a forge.
     *
     * @param forge host name of the forge
     * @param username user name at the forge, the newest one that is known
     * @param bot whether it is a program's
     */
    public record ForgeAccount(String forge, String username, boolean bot) {}

    /**
     * How often something was done; each 0 or more.
     *
     * @param pushes one for each ref
     * @param commits by their author's account, once each, at the time of their first push
     * @param changesOpened by the person who opened them
     * @param changesMerged by the person who opened them, at the time when they were merged
     * @param deployments by who requested them, else by who reported on them, whatever became of them
     * @param reviews submitted
     */
    public record Activity(
            long pushes, long commits, long changesOpened, long changesMerged, long deployments, long reviews) {

        static final Activity NONE = new Activity(0, 0, 0, 0, 0, 0);

        Activity plus(Contribution.Kind kind, long count) {
            return switch (kind) {
                case PUSH -> new Activity(pushes + count, commits, changesOpened, changesMerged, deployments, reviews);
                case COMMIT ->
                    new Activity(pushes, commits + count, changesOpened, changesMerged, deployments, reviews);
                case CHANGE_OPENED ->
                    new Activity(pushes, commits, changesOpened + count, changesMerged, deployments, reviews);
                case CHANGE_MERGED ->
                    new Activity(pushes, commits, changesOpened, changesMerged + count, deployments, reviews);
                case DEPLOYMENT ->
                    new Activity(pushes, commits, changesOpened, changesMerged, deployments + count, reviews);
                case REVIEW ->
                    new Activity(pushes, commits, changesOpened, changesMerged, deployments, reviews + count);
            };
        }
    }
}
