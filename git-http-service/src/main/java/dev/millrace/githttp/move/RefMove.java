package dev.millrace.githttp.move;

import org.eclipse.jgit.lib.ObjectId;

/**
 * One ref to be created, moved or deleted.
 *
 * @param ref full name
 * @param from its value until now; {@link ObjectId#zeroId()} if it does not exist
 * @param to its value afterwards; {@link ObjectId#zeroId()} to delete it
 */
public record RefMove(String ref, ObjectId from, ObjectId to) {}
