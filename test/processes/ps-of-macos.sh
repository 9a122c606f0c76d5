# ps as macOS has it, without a /proc at its place ($REAL is where it is), showing no environment.
columns= id=
while [ $# -gt 0 ]; do
  case $1 in -o) columns=$2 ;; -p) id=$2 ;; esac
  shift
done
for path in "$REAL/"${id:-[0-9]*}/stat; do
  read -r stat 2>/dev/null < "$path" || { [ -z "$id" ] && continue || exit 1; }
  pid=${stat%% *} line=
  set -- ${stat##*') '}
  for column in $(IFS=,; echo $columns); do
    case $column in
      pid=) value=$pid ;;
      ppid=) value=$2 ;;
      pgid=) value=$3 ;;
      sess=) value=0 ;;
      stat=) value=$1 ;;
      lstart=) value="Fri Nov  6 ${20} 2026" ;;
      *) value=program ;;
    esac
    line="$line $value"
  done
  echo "$line"
done
