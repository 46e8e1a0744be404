package dev.millrace.githttp.refs;

import dev.millrace.git.GitStorage;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.OpenedRepository;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.api.Work;
import dev.millrace.githttp.move.Change;
import dev.millrace.githttp.move.Change.Planned;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.LendingWaits;
import dev.millrace.githttp.move.Move;
import dev.millrace.githttp.move.MoveOutcome;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.move.MoveStatus;
import dev.millrace.githttp.move.RefMove;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.move.Staging;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** The calls about branches, tags and refs of notes. */
@ApplicationScoped
class RefCalls {

    private final ApiCalls calls;
    private final GitStorage storage;
    private final MoveRefs moveRefs;

    RefCalls(ApiCalls calls, GitStorage storage, MoveRefs moveRefs) {
        this.calls = calls;
        this.storage = storage;
        this.moveRefs = moveRefs;
    }

    RefBodies.Branches branches(Optional<String> repo, ApiQuery query) {
        RefNamespace namespace = ApiCalls.namespace(query.flag("ephemeral"));
        return calls.read(repo, namespace, opened -> {
            RefPage page = RefPage.of(opened.git(), Constants.R_HEADS, query);
            return new RefBodies.Branches(
                    branches(opened, namespace, page.refs()),
                    page.next().orElse(null),
                    page.next().isPresent());
        });
    }

    RefBodies.Branch branch(Optional<String> repo, ApiQuery query) {
        String name = query.required("name");
        RefNamespace namespace = ApiCalls.namespace(query.flag("ephemeral"));
        return calls.read(repo, namespace, opened -> {
            Ref ref = existing(opened, Constants.R_HEADS + shortName(name, Constants.R_HEADS));
            return branches(opened, namespace, List.of(ref)).getFirst();
        });
    }

    private List<RefBodies.Branch> branches(OpenedRepository opened, RefNamespace namespace, List<Ref> refs) {
        Map<String, Instant> createdAt = storage.createdAt(
                opened.stored().id(), namespace, refs.stream().map(Ref::getName).toList());
        return refs.stream()
                .map(ref -> new RefBodies.Branch(
                        RefPage.cursor(ref),
                        ref.getName().substring(Constants.R_HEADS.length()),
                        ref.getObjectId().name(),
                        createdAt
                                .getOrDefault(ref.getName(), opened.stored().createdAt())
                                .toString()))
                .toList();
    }

    RefBodies.Tags tags(Optional<String> repo, ApiQuery query) {
        return calls.read(repo, RefNamespace.DEFAULT, opened -> {
            RefPage page = RefPage.of(opened.git(), Constants.R_TAGS, query);
            return new RefBodies.Tags(
                    page.refs().stream().map(RefCalls::tag).toList(),
                    page.next().orElse(null),
                    page.next().isPresent());
        });
    }

    RefBodies.Tag tag(Optional<String> repo, ApiQuery query) {
        String name = query.required("name");
        return calls.read(
                repo,
                RefNamespace.DEFAULT,
                opened -> tag(existing(opened, Constants.R_TAGS + shortName(name, Constants.R_TAGS))));
    }

    private static RefBodies.Tag tag(Ref ref) {
        ObjectId target = ref.getPeeledObjectId() == null ? ref.getObjectId() : ref.getPeeledObjectId();
        return new RefBodies.Tag(
                RefPage.cursor(ref), ref.getName().substring(Constants.R_TAGS.length()), target.name());
    }

    private static Ref existing(OpenedRepository opened, String fullName) throws IOException {
        Ref ref = opened.git().exactRef(fullName);
        if (ref == null || ref.getObjectId() == null) {
            throw Revision.missing(opened.stored(), fullName);
        }
        return ref;
    }

    RefBodies.NotesRefs notesRefs(Optional<String> repo, ApiQuery query) {
        String prefix = query.text("prefix").map(RefCalls::notesPrefix).orElse(Constants.R_NOTES);
        return calls.read(repo, RefNamespace.DEFAULT, opened -> {
            RefPage page = RefPage.of(opened.git(), prefix, query);
            return new RefBodies.NotesRefs(
                    page.refs().stream()
                            .map(ref -> new RefBodies.NotesRef(
                                    RefPage.cursor(ref),
                                    ref.getName(),
                                    ref.getObjectId().name()))
                            .toList(),
                    page.next().orElse(null),
                    page.next().isPresent(),
                    prefix);
        });
    }

    private static String notesPrefix(String given) {
        if (given.startsWith(Constants.R_NOTES)) {
            return given;
        }
        return Constants.R_REFS + (given.startsWith("notes/") ? given : "notes/" + given);
    }

    RefBodies.CreatedBranch createBranch(Optional<String> repo, RefBodies.NewBranch body) {
        String branch = shortName(needed("target_branch", body.targetBranch()), Constants.R_HEADS);
        String base = Optional.ofNullable(body.baseRef())
                .filter(given -> !given.isEmpty())
                .orElseGet(() -> needed("base_ref", body.baseBranch()));
        boolean isBaseEphemeral = Boolean.TRUE.equals(body.baseIsEphemeral());
        boolean isEphemeral = Boolean.TRUE.equals(body.targetIsEphemeral());
        Granted granted = calls.granted(repo);
        ObjectId commit = carriedOut(granted, ApiCalls.namespace(isEphemeral), staging -> {
            ObjectId from = base(granted, staging, base, isBaseEphemeral, isEphemeral);
            return created(staging, Constants.R_HEADS + branch, from, "the branch '%s'".formatted(branch));
        });
        return new RefBodies.CreatedBranch("branch created", branch, isEphemeral, commit.name());
    }

    /** Where a new branch begins: looked up in the refs that decide, if it is in the same namespace. */
    private ObjectId base(
            Granted granted, Staging staging, String base, boolean isBaseEphemeral, boolean isTargetEphemeral)
            throws IOException, ChangeRefused {
        if (isBaseEphemeral == isTargetEphemeral) {
            if (ObjectId.isId(base)) {
                return commit(staging, base, base);
            }
            for (String prefix : List.of("", Constants.R_HEADS)) {
                Optional<ObjectId> tip = staging.tip(prefix + base);
                if (tip.isPresent()) {
                    return commit(staging, tip.get().name(), base);
                }
            }
        }
        try (Repository there = storage.read(granted.repository(), ApiCalls.namespace(isBaseEphemeral))) {
            return Revision.find(there, base)
                    .orElseThrow(() -> new ChangeRefused(
                            Why.MISSING,
                            "there is no commit, branch or tag '%s' in %s"
                                    .formatted(base, granted.repository().name())));
        }
    }

    private static ObjectId commit(Staging staging, String id, String named) throws IOException, ChangeRefused {
        return Revision.find(staging.repository(), id)
                .orElseThrow(() -> new ChangeRefused(Why.MISSING, "there is no commit '%s'".formatted(named)));
    }

    private static Planned<ObjectId> created(Staging staging, String ref, ObjectId target, String what)
            throws IOException, ChangeRefused {
        Optional<ObjectId> tip = staging.tip(ref);
        if (tip.isPresent()) {
            throw new ChangeRefused(
                    Why.EXISTS,
                    "%s exists; it is at %s".formatted(what, tip.get().name()));
        }
        return new Planned<>(List.of(new RefMove(ref, ObjectId.zeroId(), target)), target);
    }

    RefBodies.DeletedBranch deleteBranch(Optional<String> repo, RefBodies.GoneBranch body) {
        String branch = shortName(needed("name", body.name()), Constants.R_HEADS);
        boolean isEphemeral = Boolean.TRUE.equals(body.ephemeral());
        delete(calls.granted(repo), ApiCalls.namespace(isEphemeral), Constants.R_HEADS + branch);
        return new RefBodies.DeletedBranch(branch, branch, "branch deleted", isEphemeral);
    }

    RefBodies.CreatedTag createTag(Optional<String> repo, RefBodies.NewTag body) {
        String name = shortName(needed("name", body.name()), Constants.R_TAGS);
        String target = needed("target", body.target());
        Granted granted = calls.granted(repo);
        ObjectId commit = carriedOut(
                granted,
                RefNamespace.DEFAULT,
                staging -> created(
                        staging,
                        Constants.R_TAGS + name,
                        base(granted, staging, target, false, false),
                        "the tag '%s'".formatted(name)));
        return new RefBodies.CreatedTag(name, commit.name(), "tag created");
    }

    RefBodies.DeletedTag deleteTag(Optional<String> repo, @Nullable String name) {
        String tag = shortName(needed("name", name), Constants.R_TAGS);
        delete(calls.granted(repo), RefNamespace.DEFAULT, Constants.R_TAGS + tag);
        return new RefBodies.DeletedTag(tag, "tag deleted");
    }

    private void delete(Granted granted, RefNamespace namespace, String ref) {
        carriedOut(granted, namespace, staging -> {
            ObjectId tip = staging.tip(ref)
                    .orElseThrow(() -> new ChangeRefused(
                            Why.MISSING,
                            "there is no '%s' in %s"
                                    .formatted(ref, granted.repository().name())));
            return new Planned<>(List.of(new RefMove(ref, tip, ObjectId.zeroId())), tip);
        });
    }

    private ObjectId carriedOut(Granted granted, RefNamespace namespace, Change<ObjectId> change) {
        Work work = calls.work(granted);
        MoveOutcome<ObjectId> outcome = calls.compute(granted, work, using -> {
            try (Move move = moveRefs.begin(granted, namespace, new LendingWaits(using))) {
                return move.carryOut(change);
            }
        });
        return switch (outcome) {
            case MoveOutcome.Moved<ObjectId>(ObjectId result) -> result;
            case MoveOutcome.Refused<ObjectId>(var refusal) -> throw MoveStatus.exception(refusal);
        };
    }

    private static String needed(String field, @Nullable String given) {
        if (given == null || given.isBlank()) {
            throw MillraceException.badRequest("the field '%s' is needed".formatted(field));
        }
        return given;
    }

    private static String shortName(String given, String prefix) {
        return given.startsWith(prefix) ? given.substring(prefix.length()) : given;
    }
}
