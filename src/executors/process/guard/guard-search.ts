/**
 * The part of the guard's script that finds processes. Its functions return results in variables: `$owner` is
 * the twelve digits of the owner, `$leaders` the pids of session leaders, `$found` all pids found so far.
 */
export const GUARD_SEARCH: string = `
# Sets state, parent, group, session and start of a process. In /proc/PID/stat, they are the first four fields
# and the 20th after the command name: proc_pid_stat(5).
look() {
  if [ -r /proc/self/stat ]; then
    # The command name may contain line breaks.
    stat=
    while read -r more; do
      stat="$stat $more"
    done 2>/dev/null < "/proc/$1/stat"
    [ -n "$stat" ] || return
    set -- \${stat##*') '}
    state=$1 parent=$2 group=$3 session=$4 start=\${20}
  else
    set -- $(ps -o ppid=,lstart= -p "$1")
    [ $# -gt 1 ] || return
    parent=$1
    shift
    start=$(IFS=_; echo "$*")
  fi
}

add() {
  case " $found " in *" $1 "*) return 1 ;; esac
  found="$found $1"
}

# Adds marked processes, and those in the groups and sessions of the leaders. A leader may have just exited by
# itself, for example on a write to the closed pipe of its output.
add_marked() {
  set -- none $leaders
  for path in $(
    IFS='|'
    of_leader="[)] . [0-9]+ ([0-9]+ )?($*) "
    exec grep -lsE "^Max file locks +$owner[0-9]{6} |$of_leader" /proc/[0-9]*/limits /proc/[0-9]*/stat
  ); do
    path=\${path#/proc/}
    add "\${path%/*}"
  done
}

add_marked_without_fork() {
  for path in /proc/[0-9]*; do
    pid=\${path#/proc/}
    limit=
    while read -r _ what which limit _; do
      [ "$what $which" = 'file locks' ] && break
    done 2>/dev/null < "$path/limits"
    case $limit in "$owner"??????) add "$pid" ;; esac
    look "$pid" || continue
    for leader in $leaders; do
      [ "$group" != "$leader" ] && [ "$session" != "$leader" ] || add "$pid"
    done
  done
}

# Finds leaders that the owner had no time to report: a process can join a session only by being created in it.
find_leaders() {
  newer=
  for pid in $found; do
    look "$pid" && [ "$session" = "$pid" ] || continue
    case " $leaders " in *" $pid "*) continue ;; esac
    kill -STOP "-$pid" 2>/dev/null
    newer="$newer $pid"
  done
  leaders="$leaders$newer"
  [ -n "$newer" ]
}

children_of() {
  children=
  if [ -d /proc/self ]; then
    for path in "/proc/$1/task/"*/children; do
      more=
      read -r more 2>/dev/null < "$path"
      children="$children $more"
    done
  else
    children=$(ps -A -o ppid=,pid= | while read -r parent pid; do
      [ "$parent" != "$1" ] || echo "$pid"
    done)
  fi
}

# Waits until a process has stopped. A fork in progress completes first, or waits for its child, which gets
# stopped as well.
stop_process() {
  kill -STOP "$1" 2>/dev/null || return
  [ -r /proc/self/stat ] || return
  for tens in 1 2 3 4 5 6 7 8 9 10; do
    for ones in 1 2 3 4 5 6 7 8 9 10; do
      look "$1" || return
      case $state in [RS]) ;; *) return ;; esac
    done
  done
}

# Stops each process before listing its children, so that it cannot fork afterwards.
add_descendants() {
  set -- $found
  for pid do
    kill -STOP "$pid" 2>/dev/null
  done
  while [ $# -gt 0 ]; do
    stop_process "$1"
    children_of "$1"
    shift
    for child in $children; do
      add "$child" && set -- "$@" "$child"
    done
  done
}
`
