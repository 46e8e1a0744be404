package dev.millrace.githttp.catalog;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CreateOutcome;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.access.AccessOutcome;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.AccessOutcome.Refused;
import dev.millrace.githttp.access.AccessStatus;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.githttp.catalog.BaseRepo.FirstCommit;
import dev.millrace.githttp.signing.SignCommits;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.TokenVerifier;
import dev.millrace.kit.identity.TokenVerifier.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Copies one of the team's own repositories. Nothing is shared afterwards: the objects are copied as one pack, and
 * repository, branches and tags appear in one transaction. The default branch starts at the fork point, all other branches
 * are as in the source at that moment. A snapshot has only the files of the fork point, as one commit without history. Git
 * LFS objects are not copied.
 */
@ApplicationScoped
class ForkRepository {

    private final TokenVerifier tokens;
    private final GrantAccess access;
    private final GitStorage storage;
    private final Catalog catalog;
    private final ComputePool pool;
    private final SignCommits signCommits;
    private final Clock clock;

    ForkRepository(
            TokenVerifier tokens,
            GrantAccess access,
            GitStorage storage,
            Catalog catalog,
            ComputePool pool,
            SignCommits signCommits,
            Clock clock) {
        this.tokens = tokens;
        this.pool = pool;
        this.signCommits = signCommits;
        this.access = access;
        this.storage = storage;
        this.catalog = catalog;
        this.clock = clock;
    }

    CreationOutcome handle(Caller caller, RepositoryName name, BaseRepo.Fork fork, Optional<String> branch) {
        Granted source = source(caller, fork);
        try (Repository from = storage.read(source.repository())) {
            List<Ref> refs = ForkPoint.refs(from);
            String head = branch.orElseGet(() -> defaultBranch(source.repository()));
            var wanted = new NewRepository(caller.team(), name, Optional.empty(), head, branch.isPresent());
            return switch (ForkPoint.of(from, fork)) {
                case ForkPoint.Missing(String what) -> new CreationOutcome.SourceMissing("ref_missing", what);
                case ForkPoint.Unborn unborn
                when refs.isEmpty() || fork.snapshot().isPresent() -> CreateRepository.outcome(catalog.create(wanted));
                case ForkPoint.Unborn unborn -> copied(caller, wanted, from, tips(refs));
                case ForkPoint.At(ObjectId commit)
                when fork.snapshot().isPresent() -> {
                    FirstCommit first = fork.snapshot().get();
                    String message = first.message()
                            .orElse("Snapshot of %s at %s\n"
                                    .formatted(source.repository().name(), commit.name()));
                    PersonIdent author = author(caller, first);
                    yield filled(
                            caller,
                            wanted,
                            to -> Map.of(
                                    Constants.R_HEADS + head, snapshot(caller, from, commit, to, author, message)));
                }
                case ForkPoint.At(ObjectId commit) -> {
                    TreeMap<String, ObjectId> tips = tips(refs);
                    tips.put(Constants.R_HEADS + head, commit);
                    yield copied(caller, wanted, from, tips);
                }
            };
        } catch (IOException e) {
            throw new MillraceException(
                    ErrorKind.INTERNAL,
                    500,
                    null,
                    null,
                    "%s could not be copied: %s".formatted(source.repository().name(), e.getMessage()),
                    e);
        }
    }

    /** The token in the request authorizes reading the source; the caller's own token is for the fork. */
    private Granted source(Caller caller, BaseRepo.Fork fork) {
        String token = fork.token()
                .orElseThrow(
                        () -> MillraceException.unauthorized("base_repo.auth.token is missing: it must be a token with"
                                        + " the scope git:read for the repository that is forked")
                                .withCode("token_missing"));
        return switch (tokens.verify(token.strip())) {
            case Verification.Verified(Caller reader) -> source(caller, access.decideReading(reader, fork.source()));
            case Verification.Rejected(String reason) ->
                throw MillraceException.unauthorized("base_repo: " + reason).withCode("token_rejected");
        };
    }

    private static Granted source(Caller caller, AccessOutcome outcome) {
        return switch (outcome) {
            case Granted granted -> {
                if (!granted.caller().team().equals(caller.team())) {
                    throw MillraceException.forbidden("base_repo.auth.token is of another team")
                            .withCode("other_team");
                }
                yield GrantAccess.filled(granted);
            }
            case Refused refused ->
                throw MillraceException.of(ErrorKind.CALLER, AccessStatus.of(refused), "base_repo: " + refused.reason())
                        .withCode(refused.code());
        };
    }

    private CreationOutcome copied(Caller caller, NewRepository wanted, Repository from, TreeMap<String, ObjectId> tips)
            throws IOException {
        return filled(caller, wanted, to -> {
            copy(caller, from, to, Set.copyOf(tips.values()));
            return tips;
        });
    }

    private PersonIdent author(Caller caller, FirstCommit request) {
        return new PersonIdent(
                request.name().orElse(caller.subject().isEmpty() ? caller.team() : caller.subject()),
                request.email().orElse(""),
                clock.instant(),
                ZoneOffset.UTC);
    }

    private void copy(Caller caller, Repository from, Repository to, Set<ObjectId> wanted) throws IOException {
        pool.callWithPermit(caller.team(), () -> {
            CopyObjects.between(from, to, wanted);
            return wanted;
        });
    }

    private ObjectId snapshot(
            Caller caller, Repository from, ObjectId at, Repository to, PersonIdent author, String message)
            throws IOException {
        ObjectId tree;
        try (var walk = new RevWalk(from)) {
            tree = walk.parseCommit(at).getTree().copy();
        }
        copy(caller, from, to, Set.of(tree));
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage(message);
        try (ObjectInserter inserter = to.newObjectInserter()) {
            ObjectId id = signCommits.of(caller.team()).insert(inserter, commit);
            inserter.flush();
            return id;
        }
    }

    private CreationOutcome filled(Caller caller, NewRepository wanted, Filling filling) throws IOException {
        CreateOutcome hidden = catalog.createHidden(wanted);
        if (!(hidden instanceof CreateOutcome.Created(StoredRepository made))) {
            return CreateRepository.outcome(hidden);
        }
        boolean done = false;
        try (WriteSession session = storage.write(made.id(), Cause.API, caller.subject())) {
            List<RefEdit> edits = new ArrayList<>();
            filling.into(session.repository()).forEach((ref, id) -> edits.add(RefEdit.set(ref, id)));
            switch (session.update(edits, Optional.empty(), true)) {
                case UpdateOutcome.Committed(StoredRepository filled, List<RefResult> results) -> {
                    done = true;
                    return new CreationOutcome.Created(filled);
                }
                case UpdateOutcome.Unchanged unchanged ->
                    throw new IllegalStateException("new branches of %s changed nothing".formatted(made.id()));
                case UpdateOutcome.Refused(List<RefResult> results) -> {
                    return new CreationOutcome.Refused(results.stream()
                            .filter(result -> !result.isApplied())
                            .map(result -> result.ref() + " " + result.message())
                            .collect(Collectors.joining("; ")));
                }
            }
        } finally {
            if (!done) {
                catalog.delete(made.id());
            }
        }
    }

    private static TreeMap<String, ObjectId> tips(List<Ref> refs) {
        var tips = new TreeMap<String, ObjectId>();
        refs.forEach(ref -> tips.put(ref.getName(), ref.getObjectId()));
        return tips;
    }

    private static String defaultBranch(StoredRepository source) {
        return source.head().startsWith(Constants.R_HEADS)
                ? source.head().substring(Constants.R_HEADS.length())
                : "main";
    }

    /** The content of a repository that is not yet visible. */
    private interface Filling {

        /** Adds objects, and returns the refs that are to point to them. */
        Map<String, ObjectId> into(Repository repository) throws IOException;
    }
}
