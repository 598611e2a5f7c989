/** How consumer groups and transactional producers of a run are named, and groups placed. */
@NullMarked
package klt.common.protocol.consumers;

import org.jspecify.annotations.NullMarked;
