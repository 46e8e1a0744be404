/** Tests of LFS objects and locks. */
package dev.millrace.git.lfs;
