/** Tests of the DFS layer. */
package dev.millrace.git.dfs;
