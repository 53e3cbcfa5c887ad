DROP FUNCTION public.@records@_retire(integer);
DROP TRIGGER append_only_whole ON public.@segments@;
DROP TRIGGER append_only ON public.@segments@;
DROP TRIGGER append_only_whole ON public.@records@;
DROP TRIGGER append_only ON public.@records@;
DROP FUNCTION public.@records@_keep();
