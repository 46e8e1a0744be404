package dev.millrace.githttp.commit;

import dev.millrace.githttp.api.ApiBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Commits, merges and notes, by the older routes. */
@Path("/api/v1/repos")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ClaimedCommitResource extends CommitResource {

    ClaimedCommitResource(
            CommitCalls commits, MergeCalls merges, NoteCalls notes, CommitResponses responses, ApiBody bodies) {
        super(commits, merges, notes, responses, bodies);
    }
}
