package dev.millrace.git.dfs;

import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.CheckoutEntry;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.ReflogEntry;
import org.jspecify.annotations.Nullable;

/**
 * One move of a ref, as recorded in its log.
 *
 * @param oldId zero if the ref did not exist
 * @param newId zero if the ref was deleted
 * @param at by the clock of the process that moved it
 */
record RefLogRow(ObjectId oldId, ObjectId newId, String actor, String message, Instant at) implements ReflogEntry {

    @Override
    public ObjectId getOldId() {
        return oldId;
    }

    @Override
    public ObjectId getNewId() {
        return newId;
    }

    @Override
    public PersonIdent getWho() {
        return new PersonIdent(actor, "", at, ZoneOffset.UTC);
    }

    @Override
    public String getComment() {
        return message;
    }

    /** Bare repositories check nothing out. */
    @Override
    public @Nullable CheckoutEntry parseCheckout() {
        return null;
    }
}
