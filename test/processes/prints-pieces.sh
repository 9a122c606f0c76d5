# prints-pieces.sh [FD TEXT]...: writes each text by itself, and stays.
while [ $# -gt 0 ]; do
  printf %s "$2" >&"$1"
  shift 2
  sleep 0.01
done
exec sleep 300
