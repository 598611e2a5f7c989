/** Who may do what: host names, origins, users, roles, sessions and the audit trail of requests. */
@NullMarked
package klt.controller.http.access;

import org.jspecify.annotations.NullMarked;
