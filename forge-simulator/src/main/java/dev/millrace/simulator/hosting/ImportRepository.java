package dev.millrace.simulator.hosting;

import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * Fills a new repository with all branches and tags of one on this machine, and copies its HEAD. A checkout of a single
 * commit without any branch, as CI creates it, becomes one branch.
 */
@ApplicationScoped
public class ImportRepository {

    private static final RefSpec BRANCHES = new RefSpec("+refs/heads/*:refs/heads/*");
    private static final RefSpec TAGS = new RefSpec("+refs/tags/*:refs/tags/*");

    private final Hosting hosting;

    ImportRepository(Hosting hosting) {
        this.hosting = hosting;
    }

    /**
     * Imports, and leaves the default branch set to the source's.
     *
     * @throws GitHubFailure 422 if there is no complete Git repository at the path
     */
    public void handle(HostedRepository target, Path source) {
        try (Repository from = open(source)) {
            if (!from.getObjectDatabase().getShallowCommits().isEmpty()) {
                throw GitHubFailure.of(422, "%s is a shallow clone; fetch its history first".formatted(source));
            }
            ObjectId head = from.resolve(Constants.HEAD);
            if (head == null) {
                throw GitHubFailure.of(422, "%s has no commit".formatted(source));
            }
            boolean detached =
                    from.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty();
            String branch = detached ? target.defaultBranch() : defaultBranch(from);
            fetch(from, target.git(), detached ? List.of(TAGS) : List.of(BRANCHES, TAGS));
            if (detached) {
                fetch(from, target.git(), List.of(new RefSpec("+HEAD:refs/heads/" + branch)));
            }
            hosting.changeDefaultBranch(target, branch);
        } catch (IOException e) {
            throw GitHubFailure.of(422, "%s cannot be imported: %s".formatted(source, e.getMessage()));
        }
    }

    private static Repository open(Path source) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
        // a bare repository is its own Git directory; otherwise look for .git, which in a worktree is a file
        if (source.resolve("HEAD").toFile().isFile()
                && source.resolve("objects").toFile().isDirectory()) {
            builder.setGitDir(source.toFile());
        } else if (source.resolve(".git").toFile().exists()) {
            builder.findGitDir(source.toFile());
        } else {
            throw GitHubFailure.of(422, "%s is not a Git repository".formatted(source));
        }
        return builder.build();
    }

    private static String defaultBranch(Repository from) throws IOException {
        Ref head = from.exactRef(Constants.HEAD);
        if (head != null && head.isSymbolic() && head.getTarget().getObjectId() != null) {
            return Repository.shortenRefName(head.getTarget().getName());
        }
        for (String usual : List.of("main", "master")) {
            if (from.exactRef(Constants.R_HEADS + usual) != null) {
                return usual;
            }
        }
        Optional<Ref> first = from.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).stream()
                .findFirst();
        return Repository.shortenRefName(first.orElseThrow().getName());
    }

    private static void fetch(Repository from, Repository to, List<RefSpec> refs) throws IOException {
        try (Transport transport =
                Transport.open(to, new URIish(from.getCommonDirectory().getAbsolutePath()))) {
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.fetch(NullProgressMonitor.INSTANCE, refs);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
