package dev.millrace.githttp.api;

import dev.millrace.git.catalog.StoredRepository;
import org.eclipse.jgit.lib.Repository;

/**
 * A repository that is open for one call.
 *
 * @param stored which one
 * @param git its refs and objects; closed at the end of the call
 * @param work what the call may use
 */
public record OpenedRepository(StoredRepository stored, Repository git, Work work) {}
