/** What is in a repository: files with the origin of each line, commits, and what differs between two of them. */
@NullMarked
package dev.millrace.gateway.dashboard.content;

import org.jspecify.annotations.NullMarked;
