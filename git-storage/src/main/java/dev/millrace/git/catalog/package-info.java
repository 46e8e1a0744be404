/** Repositories: names, teams, default branches, and the upstream that each mirrors. Table: {@code git.repository}. */
@NullMarked
package dev.millrace.git.catalog;

import org.jspecify.annotations.NullMarked;
