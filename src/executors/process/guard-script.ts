/**
 * The guard, a POSIX shell script: `sh -c SCRIPT vitest-mirakuru-guard NODE SWEEP OWNER`. It reads what
 * its owner tells it until the pipe ends, which it does however the owner dies. Then it kills the groups
 * that were still running and whom the limit marks, at once, and hands over to Node for the rest and the
 * proof that there is none.
 *
 *     start MARKER              about to spawn
 *     run MARKER:PID:STARTTIME  spawned
 *     clean MARKER JSON         a command to run when it has ended
 *     end MARKER                ended, proven, cleaned up
 *     keep PATH                 to be removed
 *     drop PATH                 was removed
 *     leash PID PARENT          the owner is to die with this parent
 *
 * What is to be done at the end is in the positional parameters, as lines for the sweep. In
 * `set -- $stat`, behind the command's name, the parent is the 2nd and the start time the 20th field:
 * proc_pid_stat(5).
 */
export const GUARD_SCRIPT = `
trap '' HUP INT TERM QUIT
node=$1 sweep=$2 owner=$3 running= watcher=
shift 3

forget() {
  kept=
  for entry in $running; do
    case $entry in "$1:"*) ;; *) kept="$kept $entry" ;; esac
  done
  running=$kept
}

strike() {
  read -r stat 2>/dev/null < "/proc/$1/stat" || return
  pid=$1 start=$2
  set -- \${stat##*') '}
  [ "\${20}" = "$start" ] && kill -KILL "-$pid" 2>/dev/null
}

strike_marked() {
  found=$(grep -ls "^Max file locks *$owner[0-9]\\{6\\} " /proc/[0-9]*/limits | tr -dc '0-9\\n')
  [ -n "$found" ] && kill -KILL $found 2>/dev/null
}

parent_of() {
  if read -r stat 2>/dev/null < "/proc/$1/stat"; then
    set -- \${stat##*') '}
    echo "$2"
  else
    ps -o ppid= -p "$1" | tr -d ' '
  fi
}

hold() {
  while sleep 2; do
    parent=$(parent_of "$1")
    [ -n "$parent" ] || exit
    [ "$parent" = "$2" ] || break
  done
  kill -KILL "$1"
}

while IFS= read -r line; do
  value=\${line#* }
  case $line in
    'start '*) running="$running $value:" ;;
    'run '*)
      forget "\${value%%:*}"
      running="$running $value"
      ;;
    'end '*)
      forget "$value"
      for item do
        shift
        case $item in "clean $value "*) ;; *) set -- "$@" "$item" ;; esac
      done
      ;;
    'drop '*)
      for item do
        shift
        [ "$item" = "keep $value" ] || set -- "$@" "$item"
      done
      ;;
    'leash '*)
      hold $value &
      watcher=$!
      ;;
    *) set -- "$@" "$line" ;;
  esac
done

# All that is left of the guard itself is in its own group.
finish() {
  [ -z "$watcher" ] || kill -KILL 0
  exit
}

[ -z "$watcher" ] || kill -KILL "$watcher"
[ -z "$running" ] && [ $# -eq 0 ] && finish
for entry in $running; do
  entry=\${entry#*:}
  [ -z "$entry" ] || strike "\${entry%:*}" "\${entry#*:}"
done
strike_marked
printf '%s\\n' "$@" | "$node" "$sweep" "$owner" && finish

# Without Node, or without the sweep: a few times more, and the paths.
for round in 1 2 3 4 5 6 7 8 9 10; do
  strike_marked || break
done
for item do
  case $item in 'keep '*) rm -rf -- "\${item#keep }" ;; esac
done
finish
`
