/**
 * The guard, a POSIX shell script: `sh -c SCRIPT vitest-mirakuru-guard NODE SWEEP OWNER`. It reads what
 * its owner tells it until the pipe ends, which it does however the owner dies. Then it kills the groups
 * that were still running, at once, and hands over to Node for all that left its group.
 *
 *     start MARKER              about to spawn
 *     run MARKER:PID:STARTTIME  spawned
 *     end MARKER                ended, proven
 *     keep PATH                 to be removed
 *     drop PATH                 was removed
 *
 * In `set -- $stat`, behind the command's name, the start time is the 20th field: proc_pid_stat(5).
 */
export const GUARD_SCRIPT = `
trap '' HUP INT TERM QUIT
node=$1 sweep=$2 owner=$3 running=
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

while IFS= read -r line; do
  value=\${line#* }
  case $line in
    'start '*) running="$running $value:" ;;
    'run '*)
      forget "\${value%%:*}"
      running="$running $value"
      ;;
    'end '*) forget "$value" ;;
    'keep '*) set -- "$@" "$value" ;;
    'drop '*)
      for path do
        shift
        [ "$path" = "$value" ] || set -- "$@" "$path"
      done
      ;;
  esac
done

[ -z "$running" ] && [ $# -eq 0 ] && exit
for entry in $running; do
  entry=\${entry#*:}
  [ -n "$entry" ] && strike "\${entry%:*}" "\${entry#*:}"
done
exec "$node" "$sweep" "$owner" "$@"
`
